import type { ArtifactDraft } from "../core/artifacts/artifact.ts";
import type { ForeignPast } from "../core/journal/import-record.ts";
import type { JsonObject } from "../core/json.ts";
import type { PolicyRequest } from "../core/policy/policy-request.ts";
import type { ModelSettings } from "../core/worker/request.ts";
import { harnArtifacts } from "./harn-artifacts.ts";
import { harnClaim } from "./harn-claim.ts";
import { harnOutcome } from "./harn-outcome.ts";
import { conversationOf, tasksOf } from "./harn-past.ts";
import { withoutSecrets } from "./harn-secrets.ts";
import { harnSnapshotNotes } from "./harn-snapshot-notes.ts";
import { type HarnSnapshot, harnSnapshot } from "./harn-snapshot-shape.ts";
import { readHarnTranscript } from "./harn-transcript.ts";
import { type Parsed, parseWith } from "./policy/parsed.ts";

/** A worker that another program left behind, as one that can go on here. */
export interface ReadHarnSnapshot {
  /** Its id there. */
  readonly id: string;
  readonly name: string;
  readonly task: string;
  readonly system?: string;
  /** `provider/model`, when the snapshot names both. */
  readonly model?: string;
  readonly modelSettings: ModelSettings;
  readonly maxTurns?: number;
  /** What Harn knew it by. */
  readonly metadata: JsonObject;
  readonly artifacts: readonly ArtifactDraft[];
  readonly past: ForeignPast;
  /** ISO 8601 UTC. */
  readonly createdAt?: string;
  /** What it says it may do, in the dimensions that mean the same here. */
  readonly claimed: PolicyRequest;
  /** Where it worked there. */
  readonly place?: string;
  readonly notes: readonly string[];
}

/**
 * Reads a `worker_snapshot` of Harn's. `value` is what its JSON says; `fileName`, where it came from,
 * must fit the id when it is made from one. Every problem is told with its place.
 */
export function parseHarnSnapshot(value: unknown, fileName?: string): Parsed<ReadHarnSnapshot> {
  const parsed = parseWith(harnSnapshot, value);
  if (!parsed.ok) return parsed;
  const { id, carry_policy, execution } = parsed.value;
  const named = /^(worker_.+)\.json$/.exec(fileName ?? "")?.[1];
  if (named !== undefined && named !== id) {
    return {
      ok: false,
      problems: [{ path: ["id"], message: `is ${id}, but the file is named after ${named}` }],
    };
  }
  const claim = harnClaim(carry_policy?.policy);
  if (!claim.ok) return claim;
  const clean = { ...parsed.value, ...withoutSecrets(secretive(parsed.value), execution?.env ?? {}) };
  const tasks = tasksOf(clean);
  if (tasks.length === 0)
    return { ok: false, problems: [{ path: ["task"], message: "is missing, and there is no history" }] };
  return { ok: true, value: understood(clean, tasks, claim.value) };
}

/** The parts in which values of the environment may stand, and that are carried. */
function secretive(snapshot: HarnSnapshot) {
  const { task, history, config, transcript, latest_payload, latest_error, artifacts } = snapshot;
  const carried = { task, history, config, transcript, latest_payload, latest_error, artifacts };
  return JSON.parse(JSON.stringify(carried)) as JsonObject;
}

function understood(
  snapshot: HarnSnapshot,
  tasks: readonly string[],
  claimed: PolicyRequest,
): ReadHarnSnapshot {
  const { id, name, config, execution, started_at, finished_at, created_at } = snapshot;
  const outcome = harnOutcome(snapshot);
  const own = config.mode === "stage" ? config.transcript : undefined;
  const said = readHarnTranscript(snapshot.transcript ?? own ?? {});
  const artifacts = snapshot.artifacts ?? config.artifacts ?? [];
  const place = execution?.worktree?.repo || execution?.cwd;
  return {
    id,
    name: name == null || name.trim() === "" ? "worker" : name,
    task: tasks.at(-1) ?? "",
    ...nodeOf(config),
    metadata: { harn: { id } },
    artifacts: harnArtifacts(artifacts),
    past: {
      tasks,
      messages: conversationOf(said.messages, tasks, outcome),
      outcome,
      ...(started_at == null ? {} : { startedAt: started_at }),
      ...(finished_at == null ? {} : { finishedAt: finished_at }),
    },
    ...(created_at == null ? {} : { createdAt: created_at }),
    claimed,
    ...(place ? { place } : {}),
    notes: [...harnSnapshotNotes(snapshot), ...said.notes],
  };
}

function nodeOf(
  config: HarnSnapshot["config"],
): Pick<ReadHarnSnapshot, "system" | "model" | "modelSettings" | "maxTurns"> {
  if (config.mode === "workflow") return { modelSettings: {} };
  const { system, model_policy } = config.node;
  const { provider, model, temperature, max_tokens, max_iterations } = model_policy ?? {};
  return {
    ...(system == null || system.trim() === "" ? {} : { system }),
    ...(provider && model ? { model: `${provider}/${model}` } : {}),
    modelSettings: {
      ...(temperature == null ? {} : { temperature }),
      ...(max_tokens == null ? {} : { maxOutputTokens: max_tokens }),
    },
    ...(max_iterations == null ? {} : { maxTurns: max_iterations }),
  };
}
