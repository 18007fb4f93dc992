/**
 * Puts git data and, if asked, what else no commit holds into an archive, makes a commit of it, and prints
 * `kept` with the id, or the one thing that is in the way: `git` or `ignored` (too large), `secret`.
 * The archive of equal files with equal times is equal, so that one that changed little takes little.
 */
export const KEEP_REMAINDER = `
set -eu
names="$LEGATE_SCRATCH/git-data"
tr '\\n\\000' '\\001\\n' <"$names" | while IFS= read -r line; do
  path=$(printf '%s.' "$line" | tr '\\001' '\\n'); path=\${path%.}
  if [ -e "$path" ] || [ -L "$path" ]; then printf '%s\\000' "$path"; fi
done >/tmp/present
bytes_of() { du -c -s --bytes --files0-from="$1" | tail -n 1 | cut -f1; }
if [ -s /tmp/present ] && [ "$(bytes_of /tmp/present)" -gt "$LEGATE_MOST_GIT" ]; then echo git; exit 0; fi
if [ "$LEGATE_WHOLE" = yes ] && [ -s "$LEGATE_SCRATCH/left" ]; then
  tr '\\n\\000' '\\001\\n' <"$LEGATE_SCRATCH/left" | sed 's|^|./|' | tr '\\n\\001' '\\000\\n' >/tmp/left
  if [ "$(bytes_of /tmp/left)" -gt "$LEGATE_MOST_IGNORED" ]; then echo ignored; exit 0; fi
  if xargs -0 sh -c 'find "$@" -name ".env*" ! -name .env.example ! -name .env.sample ! -name .env.template' sh </tmp/left |
    grep -q .; then echo secret; exit 0; fi
  cat /tmp/left >>/tmp/present
fi
tar --format=gnu --sort=name --owner=0 --group=0 --numeric-owner --null --verbatim-files-from \\
  -c --file=- --files-from=/tmp/present >"$LEGATE_SCRATCH/remainder.tar"
blob=$(git hash-object -w --no-filters "$LEGATE_SCRATCH/remainder.tar")
tree=$(printf '100644 blob %s\\tremainder.tar\\n' "$blob" | git mktree)
if [ -n "$LEGATE_BEFORE" ] && [ "$(git rev-parse --verify "$LEGATE_BEFORE^{tree}")" = "$tree" ]; then
  printf 'kept %s\\n' "$LEGATE_BEFORE"
  exit 0
elif [ -n "$LEGATE_BEFORE" ]; then
  commit=$(git commit-tree "$tree" -p "$LEGATE_BEFORE" -m "$LEGATE_MESSAGE")
  printf '%s\\n^%s\\n' "$commit" "$LEGATE_BEFORE" >/tmp/revs
else
  commit=$(git commit-tree "$tree" -m "$LEGATE_MESSAGE")
  printf '%s\\n' "$commit" >/tmp/revs
fi
git pack-objects -q --revs --thin --delta-base-offset --stdout </tmp/revs >"$LEGATE_SCRATCH/remainder"
printf 'kept %s\\n' "$commit"
`;

/** Puts an archive back into the tree it was made of; the git data made for the checkout gives way to it. */
export const LAY_BACK_REMAINDER = `
set -eu
cd "$GIT_WORK_TREE"
git cat-file blob "$LEGATE_REMAINDER:remainder.tar" >"$LEGATE_SCRATCH/remainder.tar"
if [ "$LEGATE_FOREIGN" = yes ]; then
  tar -x --no-same-owner --no-same-permissions --skip-old-files --ignore-case --exclude=.git --file="$LEGATE_SCRATCH/remainder.tar"
  exit 0
fi
if tar -t --file="$LEGATE_SCRATCH/remainder.tar" | grep -q '^\\./\\.git\\(/\\|$\\)'; then rm -r .git; fi
tar -x -p --no-same-owner --file="$LEGATE_SCRATCH/remainder.tar"
`;
