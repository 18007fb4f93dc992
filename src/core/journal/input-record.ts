import type { CarryPolicy } from "../worker/carry.ts";

/**
 * When an input reaches the model: `cycle` starts the next cycle of a resting worker, `steer` comes
 * before the next model call of a running one, `followUp` once it has come to its end.
 */
export const INPUT_MODES = ["cycle", "steer", "followUp"] as const;
export type InputMode = (typeof INPUT_MODES)[number];

/** What people and parents say to a worker after its task, and when the model got to see it. */
export type InputRecord =
  | {
      readonly type: "input.received";
      /** The command that brought it. */
      readonly input: string;
      readonly mode: InputMode;
      readonly text: string;
      readonly by: string;
      /** Counts when a cycle starts with it. */
      readonly carry?: CarryPolicy;
      /** The visit of a workflow that asked for help, which this is the answer to. */
      readonly visit?: string;
    }
  /** From here on they are part of the transcript. */
  | { readonly type: "input.delivered"; readonly inputs: readonly string[] };
