import type { WorkerId } from "../ids.ts";
import type { ArtifactRecord } from "./artifact.ts";

/** An artifact in the life of a worker: what it is, and where it came from. */
export interface KeptArtifact extends ArtifactRecord {
  readonly origin: ArtifactOrigin;
}

/** Which record of whose journal brought an artifact. Said by the runtime, never by whoever made it. */
export interface ArtifactOrigin {
  readonly way: ArtifactWay;
  readonly worker: WorkerId;
  /** 0 for what came with the task. */
  readonly cycle: number;
  readonly seq: number;
  /** The call that made it. */
  readonly call?: string;
  /** The node of a workflow that left it. */
  readonly node?: string;
}

/** `given` with the task, made by a `call`, the result of a `cycle` or a `node`, or what a `child` handed back. */
export type ArtifactWay = "given" | "call" | "cycle" | "node" | "child";

/** What may be handed on: where it came from is said anew by whoever takes it. */
export function withoutOrigin({ origin: _, ...artifact }: KeptArtifact): ArtifactRecord {
  return artifact;
}
