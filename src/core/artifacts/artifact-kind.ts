/**
 * Kinds of artifacts that have a meaning here, and how much each matters by default (more is kept
 * first). Any other kind is kept as it is and weighs like `artifact`.
 */
export const KIND_PRIORITY: Readonly<Record<string, number>> = {
  verification_result: 100,
  test_result: 100,
  verification_bundle: 95,
  worker_result: 95,
  diff: 90,
  git_diff: 90,
  patch: 90,
  patch_set: 90,
  patch_proposal: 90,
  diff_review: 90,
  review_decision: 90,
  apply_intent: 90,
  plan: 80,
  workspace_file: 70,
  workspace_snapshot: 70,
  editor_selection: 70,
  resource: 70,
  summary: 60,
  transcript_summary: 60,
  command_result: 50,
  provider_payload: 40,
  worker_notification: 40,
  artifact: 40,
};

const ALIASES: Readonly<Record<string, string>> = {
  "": "artifact",
  file: "workspace_file",
  transcript: "transcript_summary",
  verification: "verification_result",
  test: "test_result",
};

/** The kind that a name means: short names are spelled out, unknown ones kept. */
export function artifactKind(name: string): string {
  const kind = name.trim();
  return Object.hasOwn(ALIASES, kind) ? (ALIASES[kind] ?? kind) : kind;
}

export function defaultPriority(kind: string): number {
  return (Object.hasOwn(KIND_PRIORITY, kind) ? KIND_PRIORITY[kind] : undefined) ?? 40;
}
