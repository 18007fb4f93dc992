import { createDelegationTools } from "../../src/adapters/runtime-tools/delegation-tools.ts";
import type { ScriptTurn } from "../../src/adapters/scripted/script.ts";
import { scriptedModels } from "../../src/adapters/scripted/scripted-models.ts";
import { joinedToolboxes } from "../../src/compose/joined-toolboxes.ts";
import type { Model, ModelPart, Models } from "../../src/ports/model.ts";
import type { Tool, Toolbox } from "../../src/ports/toolbox.ts";
import { toolboxOf } from "../../src/ports/toolbox-of.ts";
import type { Workspaces } from "../../src/ports/workspaces.ts";
import { createLedgerToolbox, type LedgerTool } from "../../src/testing/ledger-toolbox.ts";
import { createSmallWorkspaces } from "../../src/testing/small-workspaces.ts";
import type { SimProcess } from "./sim-process.ts";
import type { World } from "./world.ts";

export const SIM_TOOLS: readonly LedgerTool[] = [
  { name: "look", sideEffects: "read_only", effectClass: "read" },
  { name: "put", sideEffects: "workspace_write", effectClass: "idempotent" },
  { name: "send", sideEffects: "workspace_write", effectClass: "once" },
  { name: "pay", sideEffects: "workspace_write", effectClass: "reconcilable" },
];

/** What models say when they are to tell a conversation in short; after that they have no more to say. */
const NOTES: readonly ScriptTurn[] = [
  { text: "It did something." },
  { errors: [{ class: "overloaded" }] },
  { text: "It did more." },
];

/** A fault of ours in a tool, which is not to be taken for one of the runtime. */
export class PlannedBug extends Error {}

/** Models that hear late, sometimes think for longer than anybody waits, and stop when they are told to. */
export function simModels(world: World, process: SimProcess): Models {
  const inner = scriptedModels(
    Object.fromEntries(
      Object.entries(world.plan.scripts).map(([name, turns]) => [name, { turns, summaries: NOTES }]),
    ),
  );
  return {
    async resolve(name): Promise<Model> {
      const model = await inner.resolve(name);
      return { ...model, step: (request, options) => spoken(model.step(request, options), options.signal) };
    },
  };

  async function* spoken(parts: AsyncIterable<ModelPart>, signal: AbortSignal): AsyncGenerator<ModelPart> {
    await process.turn("model is asked", signal);
    if (world.may("longThought")) await process.clock.sleep(world.chance.below(20_000), signal);
    for await (const part of parts) {
      if (part.type === "finished") await process.turn("model answers", signal);
      yield part;
    }
  }
}

/** Tools whose effects are in the world's ledger from the moment they happen, whoever dies then. */
export function simToolbox(world: World, process: SimProcess): Toolbox {
  const inner = createLedgerToolbox([], world.planted.tools(SIM_TOOLS));
  const tools = inner.list().map((tool) => simTool(world, process, tool));
  return joinedToolboxes([toolboxOf(tools), createDelegationTools()]);
}

function simTool(world: World, process: SimProcess, tool: Tool): Tool {
  const { name } = tool.description;
  const effectClass = SIM_TOOLS.find((one) => one.name === name)?.effectClass ?? "once";
  return {
    ...tool,
    async run(call, scope, run) {
      await process.turn(`${name} begins`, run.signal);
      if (run.signal.aborted) return { status: "aborted", text: "cut short" };
      world.effect({ key: run.idempotencyKey, effectClass });
      if (world.may("brokenTool")) throw new PlannedBug(`a bug in ${name}`);
      await process.turn(`${name} ends`, run.signal);
      return tool.run(call, scope, run);
    },
    async probe(_call, _scope, { idempotencyKey }) {
      await process.turn(`${name} is asked about`);
      const happened = world.planted.probesSee && world.effects.some(({ key }) => key === idempotencyKey);
      return happened ? { status: "ok", text: "it had happened" } : "not-done";
    },
  };
}

/** Checkouts without files, of which one is sometimes gone, and whose diffs take their time. */
export function simWorkspaces(world: World, process: SimProcess): Workspaces {
  const inner = createSmallWorkspaces();
  return {
    ...inner,
    async open(spec, worker, options) {
      await process.turn("opens a workspace");
      return { ...(await inner.open(spec, worker, options)), kind: "worktree" };
    },
    async diff(workspace, checkpoint, since) {
      await process.turn("reads a diff");
      return inner.diff(workspace, checkpoint, since);
    },
    async restore() {
      await process.turn("looks for a workspace");
      return world.may("rebuilt") ? "rebuilt" : "present";
    },
    async checkpoint(workspace, worker, at, options) {
      await process.turn("keeps a workspace");
      return inner.checkpoint(workspace, worker, at, options);
    },
  };
}
