/**
 * Prints a verdict (`copied`, or `large` when nothing was copied), how many were copied, how many left out
 * as secrets, and some names. Names with a line break are left out: no exclude file can name them.
 */
export const COPY_IGNORED = `
set -eu
export LC_ALL=C
cd "$GIT_WORK_TREE"
lines() { tr '\\n\\000' '\\001\\n' | sed '/\\x01/d' | sort; }
: >/tmp/secrets
printf '%s\\n' "$LEGATE_ASKED" | sed '/^$/d' | sort >/tmp/list
if [ -f .worktreeinclude ]; then
  git ls-files -z --others --ignored --exclude-from=.worktreeinclude >/tmp/listed
  lines </tmp/listed >/tmp/named
  git ls-files -z --others --ignored --exclude-standard >/tmp/listed
  lines </tmp/listed >/tmp/ignored
  comm -12 /tmp/named /tmp/ignored | comm -13 /tmp/list - >/tmp/both
  grep -i -E "$LEGATE_SECRET" /tmp/both | grep -v -i -E "$LEGATE_EXAMPLE" >/tmp/secrets || :
  comm -23 /tmp/both /tmp/secrets >>/tmp/list
fi
tree="$LEGATE_DRAFT/tree"
while IFS= read -r path; do
  if [ -f "$path" ] && ! [ -L "$path" ] && ! [ -e "$tree/$path" ] && ! [ -L "$tree/$path" ]; then
    printf '%s\\n' "$path"
  fi
done </tmp/list >/tmp/missing
if [ -s /tmp/missing ]; then
  tr '\\n' '\\000' </tmp/missing >/tmp/names
  if [ "$(du -c -s --bytes --files0-from=/tmp/names | tail -n 1 | cut -f1)" -gt "$LEGATE_MOST" ]; then echo large; exit 0; fi
  tar --null --verbatim-files-from --files-from=/tmp/names -c --file=- |
    tar -x -p --no-same-owner --skip-old-files -C "$tree" --file=-
  sed 's/[][\\\\*?!# ]/\\\\&/g; s,^,/,' /tmp/missing >/tmp/excludes
  cat /tmp/excludes >>"$LEGATE_DRAFT/gitdir/info/exclude"
  cat /tmp/excludes >>"$tree/.git/info/exclude"
  (cd "$tree" && xargs -0 sha256sum -- </tmp/names) >"$LEGATE_DRAFT/copies"
fi
printf 'copied\\n%s\\n%s\\n' "$(wc -l </tmp/missing)" "$(wc -l </tmp/secrets)"
head -n 5 /tmp/missing
`;
