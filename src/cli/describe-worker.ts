import { resolve } from "node:path";
import { findAgentRole } from "../adapters/files/find-agent-role.ts";
import { repositoryInstructions } from "../adapters/files/repository-instructions.ts";
import type { SpawnInput } from "../core/worker/spawn-input.ts";
import { callersFolder } from "../core/workspace/workspace.ts";
import type { AgentRole } from "../wire/agent-role.ts";
import type { Config } from "../wire/config-file.ts";
import { commandFrom, modelFrom, type WorkerDraft } from "../wire/worker-draft.ts";
import { badInput } from "./bad-input.ts";
import { budgetsFrom } from "./budget-flags.ts";
import { checkSecrets } from "./check-secrets.ts";
import { chooseWorkspace } from "./choose-workspace.ts";
import type { CommandCall } from "./command.ts";
import type { CliContext } from "./context.ts";
import type { Flags } from "./flags.ts";
import { isWorkOn, trustHere } from "./load-settings.ts";
import { positiveWhole, wholeFromZero } from "./numbers.ts";
import { readPolicyFlag } from "./read-policy-flag.ts";
import { readTask } from "./read-task.ts";
import { readWorkerFile } from "./read-worker-file.ts";
import { presetAround, widenedRole } from "./widened-role.ts";
import { withRole } from "./with-role.ts";

export interface DescribedWorker {
  readonly input: SpawnInput;
  /** What a person should know about how it was understood. */
  readonly notes: readonly string[];
  /** The file asks the spawner to wait for the worker. */
  readonly waits: boolean;
}

/**
 * The worker that flags, worker file and agent role describe together; each of them wins over those
 * after it, and the runtime fills in what the configuration says. Throws `bad-input` for what is missing
 * or contradictory.
 */
export async function describeWorker(
  flags: Flags,
  context: CliContext,
  config: Config,
): Promise<DescribedWorker> {
  const file = await readWorkerFile(flags, context);
  const flagged = { ...file.draft, ...draftFromFlags(flags, context) };
  const policy = await readPolicyFlag(flags.text("policy"), context.cwd);
  const asked: WorkerDraft = { ...flagged, ...policy.draft };
  const task = await readTask(flags, context, asked.task);
  const workspace = chooseWorkspace(flags, context, asked.workspace, config.include);
  const found = await roleOf(asked.agent, workspace, { flags, context });
  const role = found?.trusted ? widenedRole(found.role, asked, presetAround(config, workspace)) : found?.role;
  const draft = role === undefined ? asked : withRole(asked, role);
  checkSecrets(draft.secrets ?? [], config);
  const input = await withInstructions({ ...draft, task, workspace });
  return {
    input,
    notes: [...file.notes, ...policy.notes, ...(found === undefined ? [] : notesOnRole(found))],
    waits: file.waits,
  };
}

function draftFromFlags(flags: Flags, { cwd }: CliContext): WorkerDraft {
  const agent = flags.text("agent");
  const name = flags.text("name");
  const model = flags.text("model");
  const tools = flags.text("tools");
  const secrets = flags.many("secret");
  const key = flags.text("idempotency-key");
  const onAsk = flags.text("on-ask");
  const onUnknown = flags.text("on-unknown");
  const budgets = budgetsFrom(flags.many("budget"));
  const retries = flags.text("retries");
  const depth = flags.text("max-depth");
  const verify = flags.many("verify").map(wordsOfCommand);
  if (name?.trim() === "") throw badInput("--name is empty; leave it out, or give a name to find it by.");
  return {
    ...(agent === undefined ? {} : { agent }),
    ...(name === undefined ? {} : { name }),
    ...(model === undefined ? {} : { model: modelFrom(cwd, model) }),
    ...(tools === undefined ? {} : { tools: listOf(tools) }),
    ...(secrets.length === 0 ? {} : { secrets: [...new Set(secrets)] }),
    ...(key === undefined ? {} : { idempotencyKey: key }),
    ...(onAsk === "park" || onAsk === "deny" || onAsk === "fail" ? { onAsk } : {}),
    ...(onUnknown === "tell" || onUnknown === "ask" ? { onUnknown } : {}),
    ...(budgets === undefined ? {} : { budgets }),
    ...(flags.has("unknown-price") ? { unknownPrice: "allow" as const } : {}),
    ...(depth === undefined ? {} : { delegation: { maxDepth: wholeFromZero("--max-depth", depth) } }),
    ...(verify.length === 0 ? {} : { verify }),
    ...(retries === undefined ? {} : { retry: { maxAttempts: positiveWhole("--retries", retries) } }),
  };
}

function wordsOfCommand(text: string): readonly string[] {
  const words = commandFrom(text);
  if (words !== undefined) return words;
  throw badInput(
    `--verify ${text}: it is more than words, and no shell reads it; in a worker file, write the command as a list.`,
  );
}

function listOf(text: string): readonly string[] {
  const found = text.split(",").map((one) => one.trim());
  if (found.includes("")) throw badInput(`--tools ${text}: a name is empty; write --tools read_file,grep.`);
  return [...new Set(found)];
}

interface RoleHere {
  readonly role: AgentRole;
  /** Its file is part of a repository that the user trusts. */
  readonly trusted: boolean;
}

async function roleOf(
  name: string | undefined,
  workspace: SpawnInput["workspace"],
  { flags, context }: Pick<CommandCall, "flags" | "context">,
): Promise<RoleHere | undefined> {
  if (name === undefined) return undefined;
  const { role, path, source } = await findAgentRole(name, context.env, resolve(context.cwd));
  const trust = await trustHere(context, flags);
  return { role, trusted: isWorkOn(trust, workspace) && trust?.covers(path, source) === true };
}

function notesOnRole({ role, trusted }: RoleHere): readonly string[] {
  const notes = trusted ? role.notes : [...role.notes, ...role.wider.notes];
  return notes.map((note) => `role ${role.name}: ${note}`);
}

async function withInstructions(input: SpawnInput): Promise<SpawnInput> {
  const place = input.workspace === undefined ? undefined : callersFolder(input.workspace);
  const instructions = place === undefined ? undefined : await repositoryInstructions(place);
  if (instructions === undefined) return input;
  return { ...input, instructions };
}
