/** What the runtime tells a model about things that happened to its work. Data, not instructions. */
export function rebuiltNotice(lostCalls: readonly string[]): string {
  return [
    "[runtime notice] The workspace was lost and has been made again from its last checkpoint.",
    `What these finished calls changed is not in the files any more: ${lostCalls.join(", ")}.`,
    "Look at the files before you rely on them.",
  ].join(" ");
}
