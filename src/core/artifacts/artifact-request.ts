import type { ArtifactDraft } from "./artifact.ts";

/** What a worker asks of, or about, artifacts. Those that it can name are its own and its workers'. */
export type ArtifactRequest =
  | {
      readonly verb: "keep";
      readonly draft: Pick<ArtifactDraft, "kind" | "title" | "text" | "data" | "lineage">;
    }
  | { readonly verb: "read"; readonly artifact: string };

/** An artifact as others are told of it: enough to ask for it. */
export interface ArtifactReference {
  readonly id: string;
  readonly kind: string;
  readonly title: string;
}
