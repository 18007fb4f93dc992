import type { JsonObject } from "../json.ts";

/** What a node needs to begin and what it must hand over. Broken, the node fails and says which part. */
export interface Contract {
  /** Held against the artifacts that its context selects, before it begins. */
  readonly inputs?: InputContract;
  /** It fails rather than begin without a transcript to go on from (`AgentWork.transcript`). @default false */
  readonly requiresTranscript?: boolean;
  readonly output?: OutputContract;
}

export interface InputContract {
  /** Only these kinds are selected. @default any */
  readonly kinds?: readonly string[];
  /** @default 0 */
  readonly min?: number;
  /** @default any number */
  readonly max?: number;
}

export interface OutputContract {
  /** Kind of the artifact that it leaves. @default by the kind of the node, see `defaultOutputKind` */
  readonly kind?: string;
  /**
   * JSON Schema of `output` (`schema-keywords.ts` says which keywords count). An agent is asked for JSON that
   * meets it, and `steps.<id>.output.<field>` is checked against it at load.
   */
  readonly schema?: JsonObject;
  /** Turns in which an agent is told what is wrong with its output and may mend it. @default 1 */
  readonly repairTurns?: number;
}
