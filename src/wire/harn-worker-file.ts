import { harnAuthority } from "./harn-authority.ts";
import { harnInertNotes, harnRefusals } from "./harn-refusals.ts";
import { type HarnWorker, harnWorker } from "./harn-shape.ts";
import type { Problem, StrictRead } from "./strict-yaml.ts";
import { pathFrom, type ReadWorker, type WorkerDraft, type WorkerFilePlace } from "./worker-draft.ts";
import { checkDocument, readYamlDocument, type YamlDocument } from "./yaml-document.ts";

/**
 * A worker in Harn's shape, for files that say so (`format: harn`). Each field is honoured, or refused
 * by name with the reason, or has no effect in Harn either, which is a note. Nothing is ignored.
 */
export function parseHarnWorkerFile(source: string, place: WorkerFilePlace): StrictRead<ReadWorker> {
  const read = readYamlDocument(source);
  if (!read.ok) return read;
  const document = read.value;
  const refusals = harnRefusals(document);
  const checked = checkDocument(document, harnWorker);
  if (!checked.ok) {
    const authority = harnAuthority(document, {}, place);
    return { ok: false, problems: inOrder([...checked.problems, ...refusals, ...authority.problems]) };
  }
  const worker = checked.value;
  const authority = harnAuthority(document, worker, place);
  const problems = inOrder([...refusals, ...contradictions(document, worker), ...authority.problems]);
  if (problems.length > 0) return { ok: false, problems };
  const draft: WorkerDraft = { ...describe(worker, place), ...authority.draft };
  const notes = [...authority.notes, ...harnInertNotes(document), ...auditNotes(worker)];
  return { ok: true, value: { draft, notes, waits: worker.wait ?? false } };
}

function inOrder(problems: readonly Problem[]): readonly Problem[] {
  return problems.toSorted((a, b) => a.line - b.line || a.column - b.column);
}

function contradictions(document: YamlDocument, { node, execution }: HarnWorker): Problem[] {
  const { provider, model } = node?.model_policy ?? {};
  const found: Problem[] = [];
  if (node === undefined) found.push(document.problemAt([], "needs `node`: the agent that does the task"));
  if (execution?.cwd != null && execution.worktree != null) {
    const message = "a worker with a worktree works at its top; leave `cwd` out";
    found.push(document.problemAt(["execution", "cwd"], message));
  }
  if (provider != null && model == null) {
    const message = "names no model; give `model` beside it";
    found.push(document.problemAt(["node", "model_policy", "provider"], message));
  }
  return found;
}

function describe(
  { task, name, execution, audit, node }: HarnWorker,
  { directory }: WorkerFilePlace,
): WorkerDraft {
  const metadata = metadataOf(node?.metadata, audit);
  const system = node?.system ?? "";
  return {
    name: name ?? "worker",
    ...(task === undefined ? {} : { task }),
    ...(system.trim() === "" ? {} : { system }),
    ...workspaceOf(execution, directory),
    ...modelOf(node?.model_policy),
    ...(Object.keys(metadata).length === 0 ? {} : { metadata }),
  };
}

function workspaceOf(execution: HarnWorker["execution"], directory: string): Pick<WorkerDraft, "workspace"> {
  const { cwd, worktree } = execution ?? {};
  if (cwd != null) return { workspace: { kind: "directory", path: pathFrom(directory, cwd) } };
  if (worktree == null) return {};
  const repo = pathFrom(directory, worktree.repo);
  return {
    workspace: {
      kind: "worktree",
      repo,
      base: worktree.base_ref ?? "HEAD",
      include: [],
      includeUncommitted: false,
    },
  };
}

type ModelPolicy = NonNullable<NonNullable<HarnWorker["node"]>["model_policy"]>;

function modelOf(
  policy: ModelPolicy | null | undefined,
): Pick<WorkerDraft, "model" | "modelSettings" | "limits"> {
  const { provider, model, temperature, max_tokens, max_iterations } = policy ?? {};
  const settings = {
    ...(temperature == null ? {} : { temperature }),
    ...(max_tokens == null ? {} : { maxOutputTokens: max_tokens }),
  };
  return {
    ...(model == null ? {} : { model: provider == null ? model : `${provider}/${model}` }),
    ...(Object.keys(settings).length === 0 ? {} : { modelSettings: settings }),
    ...(max_iterations == null ? {} : { limits: { maxTurns: max_iterations } }),
  };
}

/** Harn's audit fields inform and enforce nothing; they are kept with the worker under their own name. */
function metadataOf(
  metadata: NonNullable<HarnWorker["node"]>["metadata"],
  audit: HarnWorker["audit"],
): NonNullable<WorkerDraft["metadata"]> {
  const { approval_policy, ...facts } = audit ?? {};
  const known = Object.entries(facts).flatMap(([field, value]) =>
    value == null ? [] : [[field, value] as const],
  );
  return { ...metadata, ...(known.length === 0 ? {} : { audit: Object.fromEntries(known) }) };
}

function auditNotes({ audit }: HarnWorker): string[] {
  const scope = audit?.mutation_scope;
  return scope == null
    ? []
    : [`audit.mutation_scope "${scope}" is kept as a label; the policy is what is enforced`];
}
