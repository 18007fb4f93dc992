import type { HarnNode } from "./harn-graph-shape.ts";
import { isPublic } from "./harn-transcripts.ts";

export interface Remark {
  /** In the node. */
  readonly path: readonly string[];
  readonly message: string;
}

const NO_EFFECT = "has no effect in Harn, and none here";

/** Fields of Harn's transcript policy without a counterpart. */
const TRANSCRIPT = ["summarize", "auto_compact", "compact_threshold", "tool_output_max_chars"] as const;
const TRANSCRIPT_LIMITS = ["compact_strategy", "hard_limit_tokens", "hard_limit_strategy"] as const;

/** What is read and changes nothing, one remark each. */
export function inertIn(node: HarnNode): readonly Remark[] {
  const { prompt, retry_policy, transcript_policy, context_policy, kind } = node;
  const { visibility } = transcript_policy ?? {};
  const idle = [...TRANSCRIPT, ...TRANSCRIPT_LIMITS].filter((field) => says(transcript_policy?.[field]));
  return [
    ...(says(prompt) ? [{ path: ["prompt"], message: NO_EFFECT }] : []),
    ...(says(retry_policy?.verify) ? [{ path: ["retry_policy", "verify"], message: NO_EFFECT }] : []),
    ...(says(retry_policy?.repair) ? [{ path: ["retry_policy", "repair"], message: NO_EFFECT }] : []),
    ...(says(visibility) && !isPublic(visibility)
      ? [{ path: ["transcript_policy", "visibility"], message: NO_EFFECT }]
      : []),
    ...(says(context_policy?.render)
      ? [{ path: ["context_policy", "render"], message: "artifacts are shown in one form here" }]
      : []),
    ...idle.map((field) => ({
      path: ["transcript_policy", field],
      message: "conversations are compacted as the run's worker says, not by node",
    })),
    ...(kind === "escalation"
      ? [{ path: [], message: "waits for a person here; in Harn it goes on by itself" }]
      : []),
  ];
}

/** What asks for something that cannot be done, or that Harn would have dropped without a word. */
export function refusedIn(node: HarnNode): readonly Remark[] {
  const { kind, verify, output_contract, input_contract, done_sentinel, exit_when_verified } = node;
  const found: Remark[] = [];
  const refuse = (path: readonly string[], message: string) => found.push({ path, message });
  if (says(done_sentinel)) refuse(["done_sentinel"], "a stage is done when its model calls no more tools");
  if (exit_when_verified === true) {
    refuse(
      ["exit_when_verified"],
      "a stage is done when its model calls no more tools; verify in a node behind it",
    );
  }
  if (verify != null && kind !== "verify")
    refuse(["verify"], "only a verify node verifies; put one behind this node");
  if (kind === "verify" && !says(verify)) refuse(["verify"], "the node verifies nothing: give it `verify`");
  if ((output_contract?.output_kinds?.length ?? 0) > 1) {
    refuse(["output_contract", "output_kinds"], "a node leaves one artifact; name one kind");
  }
  for (const field of ["output_kinds", "schema"] as const) {
    if (says(input_contract?.[field])) refuse(["input_contract", field], "belongs into `output_contract`");
  }
  for (const field of ["input_kinds", "min_inputs", "max_inputs"] as const) {
    if (says(output_contract?.[field])) refuse(["output_contract", field], "belongs into `input_contract`");
  }
  return found;
}

function says(value: unknown): boolean {
  if (value === undefined || value === null || value === false || value === "") return false;
  return typeof value !== "object" || Object.keys(value).length > 0;
}
