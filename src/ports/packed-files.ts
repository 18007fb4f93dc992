/** What a vault keeps for one worker, on its way to another state directory. */
export interface PackedFiles {
  readonly about: PackedAbout;
  /** The bytes in order: all of the base's pack, then all of the work's. May be gone through again. */
  chunks(): AsyncIterable<PackChunk>;
}

/** What the packs hold. Everything here is a claim until it was checked against them. */
export interface PackedAbout {
  /** Commit the work starts from, and its tree. Its history stays behind. */
  readonly base: string;
  readonly baseTree: string;
  /** What the base was called when it was named. */
  readonly baseName: string;
  /** The checkpoints by the last part of their refs. */
  readonly snapshots: readonly { readonly name: string; readonly commit: string }[];
  /** The newest checkpoint. */
  readonly head?: { readonly commit: string; readonly tree: string };
  /** What is kept beside the newest files: git data and ignored files, as an archive. Absent when there is nothing. */
  readonly remainder?: string;
}

/** A piece of a git pack: of the base's files, or of what the worker made of them. */
export interface PackChunk {
  readonly pack: "base" | "work";
  readonly bytes: Uint8Array;
}
