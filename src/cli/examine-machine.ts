import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isFailure } from "../ports/failure.ts";
import type { Config } from "../wire/config-file.ts";
import type { CommandCall } from "./command.ts";
import type { OpenedRuntime } from "./context.ts";
import { checkGit } from "./examine/git.ts";
import { checkModels } from "./examine/models.ts";
import { checkNode } from "./examine/node.ts";
import { checkSandbox } from "./examine/sandbox.ts";
import { checkSecretSources } from "./examine/secrets.ts";
import { checkStateDirectory } from "./examine/state-directory.ts";
import { checkToolRoots } from "./examine/tool-roots.ts";
import { loadSettings } from "./load-settings.ts";
import { openRuntime } from "./open-runtime.ts";
import type { Check } from "./render/checks.ts";

/** Looks at everything a worker needs; each finding stands by itself, so that one failure hides no other. */
export async function examineMachine(call: CommandCall): Promise<readonly Check[]> {
  const first = [checkNode(process.versions.node), await checkGit()];
  const { check, config } = await configuration(call);
  const opened = await openedOr(call, config);
  if ("failed" in opened) return [...first, ...(await withoutStore(call, config, [opened.failed, check]))];
  await using runtime = opened.runtime;
  const store = [await checkStateDirectory(runtime.stateDir), await storeCheck(runtime), check];
  return [...first, ...(await aroundStore(call, runtime, config, store))];
}

/** Sandbox and models need no store; they are looked at beside what was found of it. */
async function aroundStore(
  { context }: CommandCall,
  { sandbox, models }: OpenedRuntime,
  config: Config | undefined,
  store: readonly Check[],
): Promise<readonly Check[]> {
  const { env } = context;
  return [
    await checkSandbox(sandbox),
    checkToolRoots(config?.toolRoots ?? [], env["HOME"] || undefined),
    await checkSecretSources(config?.secrets ?? {}, env),
    ...store,
    ...(await checkModels(models, config, env)),
  ];
}

/** The same over an empty store of the moment, when the real one cannot be opened. */
async function withoutStore(
  call: CommandCall,
  config: Config | undefined,
  store: readonly Check[],
): Promise<readonly Check[]> {
  const stateDir = await mkdtemp(join(tmpdir(), "legate-doctor-"));
  try {
    const known = config === undefined ? {} : { config };
    await using runtime = await call.context.open({
      env: call.context.env,
      drive: "none",
      stateDir,
      ...known,
    });
    return await aroundStore(call, runtime, config, store);
  } catch (error) {
    if (isFailure(error)) return store; // nor is there room for another one
    throw error;
  } finally {
    await rm(stateDir, { recursive: true, force: true });
  }
}

async function configuration({
  context,
  flags,
}: CommandCall): Promise<{ check: Check; config: Config | undefined }> {
  try {
    const { config, sources, notes } = await loadSettings(context, flags);
    const found = sources.length === 0 ? "none; defaults hold" : sources.join(", ");
    const state =
      notes.length > 0 ? { state: "warn" as const, fix: notes.join("; ") } : { state: "ok" as const };
    return { check: { name: "configuration", found, ...state }, config };
  } catch (error) {
    const found = messageOf(error);
    return {
      check: { name: "configuration", state: "fail", found, fix: "correct the file" },
      config: undefined,
    };
  }
}

async function openedOr(
  { context, flags }: CommandCall,
  config: Config | undefined,
): Promise<{ runtime: OpenedRuntime } | { failed: Check }> {
  try {
    const known = config === undefined ? {} : { config };
    return { runtime: await openRuntime(context, flags, { drive: "none", ...known }) };
  } catch (error) {
    const fix = "follow the message, or use another state directory (--state-dir, LEGATE_STATE_DIR)";
    return { failed: { name: "store", state: "fail", found: messageOf(error), fix } };
  }
}

async function storeCheck({ legate }: OpenedRuntime): Promise<Check> {
  try {
    const workers = await legate.list();
    return { name: "store", state: "ok", found: `opens; ${workers.length} workers` };
  } catch (error) {
    return { name: "store", state: "fail", found: messageOf(error), fix: "follow the message" };
  }
}

function messageOf(error: unknown): string {
  if (isFailure(error)) return error.message;
  return error instanceof Error ? error.message : String(error);
}
