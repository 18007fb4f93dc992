import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Json } from "../../../src/core/json.ts";
import type { OpenedWorkspace, WorkspaceMount } from "../../../src/core/workspace/workspace.ts";
import type { PreparedCall, Tool, ToolOutput, ToolScope } from "../../../src/ports/toolbox.ts";

/** A workspace `ws` with a folder `outside` beside it, in a fresh scratch folder; gone when disposed. */
export interface Scratch extends AsyncDisposable {
  readonly root: string;
  readonly outside: string;
  readonly scope: ToolScope;
  /** The same with more mounts. */
  withMounts(...mounts: readonly WorkspaceMount[]): ToolScope;
}

export async function scratch(): Promise<Scratch> {
  const base = await mkdtemp(join(tmpdir(), "legate-tools-"));
  const root = join(base, "ws");
  const outside = join(base, "outside");
  await mkdir(root);
  await mkdir(outside);
  const withMounts = (...mounts: readonly WorkspaceMount[]): ToolScope => {
    const workspace: OpenedWorkspace = {
      kind: "directory",
      root,
      mounts: [{ path: root, mode: "rw" }, ...mounts],
    };
    return { workspace };
  };
  return {
    root,
    outside,
    scope: withMounts(),
    withMounts,
    [Symbol.asyncDispose]: () => rm(base, { recursive: true, force: true }),
  };
}

/** Prepares and runs, as the gateway would when everything is allowed. */
export async function call(
  tool: Tool,
  args: Json,
  scope: ToolScope,
  options: { readonly onProgress?: (text: string) => void; readonly signal?: AbortSignal } = {},
): Promise<ToolOutput> {
  return await run(tool, await prepare(tool, args, scope), scope, options);
}

export async function prepare(tool: Tool, args: Json, scope: ToolScope): Promise<PreparedCall> {
  const prepared = await tool.prepare(args, scope);
  if (!prepared.ok) throw new Error(`not prepared: ${prepared.problem}`);
  return prepared;
}

export async function run(
  tool: Tool,
  prepared: PreparedCall,
  scope: ToolScope,
  options: { readonly onProgress?: (text: string) => void; readonly signal?: AbortSignal } = {},
): Promise<ToolOutput> {
  return await tool.run(prepared, scope, {
    signal: options.signal ?? new AbortController().signal,
    timeoutMs: 20_000,
    idempotencyKey: "worker_1:call_1",
    onProgress: options.onProgress ?? (() => undefined),
  });
}

/** Why the call could not be prepared. */
export async function problemOf(tool: Tool, args: Json, scope: ToolScope): Promise<string> {
  const prepared = await tool.prepare(args, scope);
  if (prepared.ok) throw new Error("was prepared");
  return prepared.problem;
}
