import type { HarnSnapshot } from "./harn-snapshot-shape.ts";

/** What of a snapshot does not come along, or comes along as something else; one line each. */
export function harnSnapshotNotes(snapshot: HarnSnapshot): readonly string[] {
  return [
    ...statusNotes(snapshot),
    ...configNotes(snapshot),
    ...carryNotes(snapshot),
    ...executionNotes(snapshot),
    ...linkNotes(snapshot),
    ...auditNotes(snapshot),
  ];
}

function statusNotes({ status, name }: HarnSnapshot): string[] {
  return [
    ...(status == null ? ["it says no status: interrupted"] : []),
    ...(status === "running" ? ["it was running: interrupted"] : []),
    ...(name == null ? ['it says no name: "worker"'] : []),
  ];
}

function configNotes({ config }: HarnSnapshot): string[] {
  const noArtifacts = config.artifacts == null ? ["config.artifacts is missing: none"] : [];
  if (config.mode === "workflow")
    return [...noArtifacts, "its workflow graph is not carried: it goes on as one agent with the same task"];
  const { tools, ...parts } = config.node;
  const dropped = Object.entries(parts).filter(([name, value]) => !CARRIED.includes(name) && isGiven(value));
  return [
    ...noArtifacts,
    ...(tools != null && tools.length > 0
      ? [`its tools were ${tools.join(", ")}; here it has those that its ceiling allows`]
      : []),
    ...(dropped.length > 0
      ? [`parts of its node that are not carried: ${dropped.map(([name]) => name).join(", ")}`]
      : []),
  ];
}

const CARRIED = ["id", "kind", "mode", "system", "model_policy"];

function carryNotes({ carry_policy: carry }: HarnSnapshot): string[] {
  if (carry == null)
    return [
      "it has no carry_policy, which Harn reads as: do not resume, do not keep; not taken over, it is kept",
    ];
  const { policy, artifact_mode: artifacts, ...rest } = carry;
  const off = Object.entries(rest).filter(([, value]) => value === false || isGiven(value));
  const said =
    artifacts != null && artifacts !== "" && artifacts !== "inherit" ? [`artifact_mode ${artifacts}`] : [];
  const named = [...said, ...off.filter(([, value]) => value !== true).map(([name]) => name)];
  return [
    ...(named.length > 0 ? [`its carry policy is not carried: ${named.join(", ")}`] : []),
    ...(policy == null
      ? []
      : [`it claims this authority, which counts only where it is less: ${JSON.stringify(policy)}`]),
  ];
}

function executionNotes({ execution }: HarnSnapshot): string[] {
  if (execution == null) return ["execution is missing: no place to work"];
  const { env, worktree, cwd } = execution;
  const names = Object.keys(env ?? {});
  return [
    ...(names.length > 0
      ? [`environment variables are not carried, set them here: ${names.join(", ")}`]
      : []),
    ...(worktree?.repo
      ? [`it worked in a worktree of ${worktree.repo}; its files are not in the snapshot`]
      : []),
    ...(cwd && !worktree?.repo ? [`it worked in ${cwd}; the files are not in the snapshot`] : []),
  ];
}

function linkNotes({
  parent_worker_id: parent,
  child_run_id: run,
  child_run_path: path,
}: HarnSnapshot): string[] {
  return [
    ...(parent == null ? [] : [`its parent ${parent} is not here`]),
    ...(run == null && path == null
      ? []
      : [`its run ${run ?? path} is not carried, so nothing of it is reused`]),
  ];
}

function auditNotes({ audit }: HarnSnapshot): string[] {
  if (audit == null) return [];
  const rules =
    audit.approval_policy == null
      ? []
      : ["its approval policy names Harn's tools and is not taken: those given here hold"];
  const scope =
    audit.mutation_scope == null ? [] : [`its mutation_scope was ${audit.mutation_scope}; it is a label`];
  return [...scope, ...rules];
}

/** A default that Harn writes out is nothing that somebody asked for. */
function isGiven(value: unknown): boolean {
  if (value === null || value === undefined || value === false || value === "" || value === true)
    return false;
  if (typeof value !== "object") return true;
  return Object.values(value).some((one) => one === true || isGiven(one));
}
