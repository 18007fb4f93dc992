/** The reason of the lock of an entry that is whole. */
export const LOCKED_BY = "A worker of Legate works here; legate release removes it.";

/** A piece of script: takes out the entry of a worker whose making broke off, in which nobody ever worked. */
export const REMOVE_HALF_MADE = `
half="$GIT_DIR/worktrees/$LEGATE_WORKER"
if [ -d "$half" ] && ! [ -e "$half/index" ] && [ -e "$half/locked" ] && ! grep -q Legate "$half/locked"; then
  rm -r "$half"
  rmdir "$GIT_DIR/worktrees" 2>/dev/null || :
fi
`;
