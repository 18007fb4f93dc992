import type { Budgets } from "../policy/capability-policy.ts";
import type { PolicyRequest } from "../policy/policy-request.ts";
import type { SendMode } from "./command.ts";

/** What a worker asks of, or about, the workers it made. Children are named by id or by name. */
export type Delegation =
  | {
      readonly verb: "spawn";
      readonly task: string;
      readonly name?: string;
      /** Name of an agent role. */
      readonly agent?: string;
      readonly model?: string;
      readonly tools?: readonly string[];
      /** Ids of artifacts that its task comes with. @default none */
      readonly artifacts?: readonly string[];
      /** `own`: a checkout of its own that starts as the parent's is now; `none`: no files. @default "own" */
      readonly workspace?: "own" | "none";
      readonly policy?: PolicyRequest;
      readonly budgets?: Partial<Budgets>;
      readonly maxTurns?: number;
    }
  | {
      readonly verb: "send";
      readonly worker: string;
      readonly text: string;
      readonly mode: SendMode;
    }
  | {
      readonly verb: "wait";
      /** Empty: all that live. */
      readonly workers: readonly string[];
      readonly mode: "all" | "any";
      readonly timeoutMs?: number;
    }
  | { readonly verb: "resume"; readonly worker: string }
  | { readonly verb: "close"; readonly worker: string; readonly reason: string }
  | { readonly verb: "list" };
