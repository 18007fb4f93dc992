/** When a workspace's own commands run: before the first turn in it, and before it is given up. */
export const SET_UP_PHASES = ["set-up", "tear-down"] as const;
export type SetUpPhase = (typeof SET_UP_PHASES)[number];

/** A command of the workspace begins, or came to its end. One that a crash cut short has no end, and begins again. */
export interface SetUpRecord {
  readonly type: "workspace.command";
  readonly phase: SetUpPhase;
  /** Which of them, from 0. */
  readonly index: number;
  readonly argv: readonly string[];
  /** `denied`: it was not run, since the worker's policy does not allow it. */
  readonly status: "started" | "ok" | "error" | "timed-out" | "denied";
  /** What it said, bounded, or why it was not run. */
  readonly text: string;
  readonly durationMs: number;
}
