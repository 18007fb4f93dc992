/** What the runtime tells a model about things that happened to its work. Data, not instructions. */
export function rebuiltNotice(lostCalls: readonly string[]): string {
  return [
    "[runtime notice] The workspace was lost and has been made again from its last checkpoint.",
    `What these finished calls changed is not in the files any more: ${lostCalls.join(", ")}.`,
    "Look at the files before you rely on them.",
  ].join(" ");
}

/** What the model is told when its stage is tried again after a failure. */
export function retryNotice(attempt: number, reason: string): string {
  return `[runtime notice] The last try failed: ${reason}. This is try ${attempt}. What was done before stays done; go on from there.`;
}

export function forkNotice(from: string): string {
  return `[runtime notice] You are a copy of ${from}, from this point on. Calls that it had under way may or may not have taken effect there; your own files are those of its last checkpoint before this point. Look before you rely on them.`;
}

/** What a worker wrote, as it may be shown to another one: nothing in it can pass for a word of the runtime. */
export function asData(text: string): string {
  return text.replaceAll(/\[\s*runtime\s+notice\s*\]/gi, "[quoted: runtime notice]");
}

/** The conversation speaks of paths and of a machine that are not here any more. */
export function movedNotice(root: string): string {
  return [
    "[runtime notice] You were moved to another machine.",
    `Your workspace is ${root} now; paths that were named before lead nowhere.`,
    "Programs, ignored folders and background state of before may be missing. Look before you rely on them.",
  ].join(" ");
}
