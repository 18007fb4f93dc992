/**
 * Reads a work tree through `GIT_DIR` and a copy of its index, and prints a verdict (`nested` or
 * `kept`), the tree, the commit or nothing, a number of left-out names, and some of them, each ended
 * by NUL. New objects go to the scratch folder; the pack there holds what the parent lacks.
 *
 * I1. Git takes an entry for unchanged when its times and size are, unless the file is as young as the
 *     index; such a file is compared. So the index we leave behind is given the time from before the
 *     first look at the tree: a file that changes during the run is compared in the next one.
 * I2. `git add` stores a file that is as young as the index again instead of comparing it: it cannot
 *     freshen a pack that is mounted read-only. A fresh checkout consists of such files. Writing the
 *     index compares them, and marks those that differ; then `add` is shown an index younger than all.
 *     For an index remembered from a later second than the checkout's these are few, and none of it is done.
 * I3. What changed in the git data of the tree is told by names, sizes and times, without a git looking at
 *     it. An index is left out, since whoever asks git for the status writes it.
 * I4. No git looks at the tree before it is known that there is no repository inside: it might ask that
 *     one. What needs no look at it is done meanwhile. What only lists ignored names runs beside `add`: the
 *     index before it and after it tell the same.
 * I5. Whether there are links to other repositories is looked for in the bytes of the index, which is
 *     faster than having git tell all names. Where these bytes mean something else, git is asked in vain.
 * I6. With 1 `add` says that it could not read some files, which are left out and told. With anything else it did
 *     not come to its end (it was killed, the disk is full), and what it did not add is not left out but missing:
 *     then nothing is kept. No git stands before a pipe, where nobody hears how it ended.
 */
export const SNAPSHOT_SCRIPT = `
set -eu
cd "$GIT_WORK_TREE"
has_links() { # I5
  LC_ALL=C grep -q -a -P '\\x00\\x00\\xe0\\x00' "$GIT_INDEX_FILE" 2>/dev/null && return 0
  [ $? != 1 ]
}
trusted="$GIT_DIR/index"
if [ -f "$LEGATE_SCRATCH/remembered" ]; then trusted="$LEGATE_SCRATCH/remembered"; fi
: >"$LEGATE_SCRATCH/began"
looking=
signing=
if [ "$LEGATE_LOOK_FOR_NESTED" = yes ]; then
  find . -mindepth 2 -name .git -prune -print0 >/tmp/nested &
  looking=$!
fi
# The time of the copy must stay that of the original: by it git knows which entries to compare.
cp -p "$trusted" "$GIT_INDEX_FILE"
links=no
if has_links; then links=yes; fi
if [ -n "$looking" ]; then
  wait "$looking" # I4
  names='-type f ! -name index ! -name index.lock -printf %p\\t%s\\t%T@\\n'
  { find ./.git $names; if [ -s /tmp/nested ]; then xargs -0 -r sh -c 'names=$1; shift; find "$@" $names' sh "$names" </tmp/nested; fi; } 2>/dev/null |
    sha256sum >"$LEGATE_SCRATCH/signature" & # I3
  signing=$!
  if [ -s /tmp/nested ]; then
    wait "$signing"
    printf 'nested\\n\\n\\n\\n'
    head -z -n 200 /tmp/nested
    exit 0
  fi
fi
if [ "$LEGATE_YOUNG" = yes ]; then git update-index --force-write-index; fi # I2

# A submodule's folder that got files is an ordinary folder from now on; else git would not look into it.
if [ "$links" = yes ]; then
  git ls-files -s -z >/tmp/staged # I6
  tr '\\n\\000' '\\001\\n' </tmp/staged | sed -n 's/^160000 [0-9a-f]* [0-9]\\t//p' >/tmp/links
  while IFS= read -r line; do
    path=$(printf '%s.' "$line" | tr '\\001' '\\n'); path=\${path%.}
    if [ -d "$path" ] && [ -n "$(ls -A -- "$path")" ]; then
      printf '0 %s\\t%s\\000' "$LEGATE_PARENT_TREE" "$path" | git update-index -z --index-info
    fi
  done </tmp/links
fi

if [ "$LEGATE_YOUNG" = yes ]; then touch -d '+1 hour' "$GIT_INDEX_FILE"; fi # I2
git ls-files -z --others --ignored --exclude-standard --directory --no-empty-directory >/tmp/ignored & # I4
listing=$!
: >/tmp/left
added=0
git add -A --ignore-errors 2>/tmp/trouble || added=$?
if [ "$added" -gt 1 ]; then cat /tmp/trouble >&2; exit 1; fi # I6
if [ "$added" = 1 ]; then
  git ls-files -z --others --exclude-standard >/tmp/left
  git diff-files -z --name-only >>/tmp/left
  if ! [ -s /tmp/left ]; then cat /tmp/trouble >&2; exit 1; fi
fi
if has_links; then
  git diff-index -z --cached --diff-filter=ATM --raw "$LEGATE_PARENT_TREE" >/tmp/staged # I6
  tr '\\n\\000' '\\001\\n' </tmp/staged |
    sed -n '/^:[0-7]* 160000 /{n;p}' | tr '\\n\\001' '\\000\\n' >>/tmp/left
fi
wait "$listing"
if [ -s /tmp/ignored ]; then cat /tmp/ignored >>/tmp/left; fi

# What was copied for the worker and is as it was copied is not missing from a commit.
if [ -n "$LEGATE_COPIES" ]; then
  LC_ALL=C; export LC_ALL
  sha256sum --check "$LEGATE_COPIES" 2>/tmp/trouble | sed -n 's/: OK$//p' | sort >/tmp/copies || true
  tr '\\n\\000' '\\001\\n' </tmp/left | sort | comm -23 - /tmp/copies | while IFS= read -r entry; do
    case $entry in
      */) if [ -d "$entry" ] && [ -z "$(find "./$entry" ! -type d | sed 's,^\\./,,' | sort | comm -23 - /tmp/copies)" ]; then continue; fi ;;
    esac
    printf '%s\\n' "$entry"
  done | tr '\\n\\001' '\\000\\n' >/tmp/more
  mv /tmp/more /tmp/left
fi

tree=$(git write-tree)
commit=
if [ "$tree" != "$LEGATE_PARENT_TREE" ]; then
  commit=$(git commit-tree "$tree" -p "$LEGATE_PARENT" -m "$LEGATE_MESSAGE")
  printf '%s\\n^%s\\n' "$commit" "$LEGATE_PARENT" |
    git pack-objects -q --revs --thin --delta-base-offset --stdout >"$LEGATE_SCRATCH/pack"
fi
touch -r "$LEGATE_SCRATCH/began" "$GIT_INDEX_FILE" # I1
if [ -n "$signing" ]; then wait "$signing"; fi
count=0
if [ -s /tmp/left ]; then count=$(tr -cd '\\000' </tmp/left | wc -c); fi
printf 'kept\\n%s\\n%s\\n%s\\n' "$tree" "$commit" "$count"
if [ -s /tmp/left ]; then
  head -z -n "$LEGATE_SAMPLE" /tmp/left
  cp /tmp/left "$LEGATE_SCRATCH/left"
fi
`;
