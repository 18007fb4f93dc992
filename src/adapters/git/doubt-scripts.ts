/** What such a script printed, a line for each doubt, in words; nothing when there is none. */
export function doubtsIn(answer: string): string | undefined {
  const said = answer.trim();
  return said === "" ? undefined : said.split("\n").join("; ");
}

/** Says when the git directory is in the middle of something that its end would lose. */
export const HALF_DONE = `
for state in MERGE_HEAD CHERRY_PICK_HEAD REVERT_HEAD BISECT_LOG rebase-merge rebase-apply sequencer; do
  if [ -e "$GIT_DIR/$state" ]; then echo "It is in the middle of something ($state)"; fi
done
`;

/** Says when what is staged is neither HEAD nor one of `$LEGATE_KNOWN_TREES`. Looks at a copy, `$GIT_INDEX_FILE`. */
export const STAGED_ONLY = `
if [ -f "$GIT_DIR/index" ]; then
  cp "$GIT_DIR/index" "$GIT_INDEX_FILE"
  staged=$(git write-tree)
  head=$(git rev-parse --verify 'HEAD^{tree}')
  case " $LEGATE_KNOWN_TREES $head " in
    *" $staged "*) ;;
    *) echo "It has staged files that differ from the files themselves" ;;
  esac
fi
`;
