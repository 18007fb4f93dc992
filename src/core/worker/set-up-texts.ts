import type { SetUpRecord } from "../journal/set-up-record.ts";

/** Characters of what a command said that fit into a reason. */
const TOLD = 600;

/** Why a worker failed before its first turn. */
export function setUpFailure({ argv, text }: SetUpRecord): string {
  return `the set-up command ${argv.join(" ")} failed: ${text.slice(0, TOLD)}`;
}
