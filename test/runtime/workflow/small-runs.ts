import { expect } from "vitest";
import type { ScriptTurn } from "../../../src/adapters/scripted/script.ts";
import { joinedToolboxes } from "../../../src/compose/joined-toolboxes.ts";
import type { WorkflowGraph } from "../../../src/core/workflow/graph.ts";
import type { Tool, Toolbox } from "../../../src/ports/toolbox.ts";
import type { Legate } from "../../../src/runtime/legate.ts";
import { replayProblems } from "../../../sweep/checks/replay-check.ts";
import { FREELY, smallWorld, type World } from "../../support/small-world.ts";

type Answers = Readonly<Record<string, readonly ScriptTurn[]>>;

/** What a command prints and how it exits, by its program; the n-th time it runs it gets the n-th. */
export type Programs = Readonly<
  Record<string, readonly { readonly exitCode: number; readonly stdout?: string }[]>
>;

/** A small world whose models are named after the nodes that ask them, and whose commands are programs. */
export function workflowWorld(answers: Answers, programs: Programs = {}): World {
  const world = smallWorld({ any: [], ...answers } as Parameters<typeof smallWorld>[0]);
  const commands = createPrograms(programs, world.ledger);
  return { ...world, ports: { ...world.ports, toolbox: joinedToolboxes([world.ports.toolbox, commands]) } };
}

function createPrograms(programs: Programs, ledger: World["ledger"]): Toolbox {
  const tool: Tool = {
    description: { name: "run_command", description: "Runs a program.", inputSchema: { type: "object" } },
    annotations: {
      kind: "execute",
      sideEffects: "process_exec",
      effectClass: "once",
      pathParameters: [],
      capabilities: {},
    },
    async prepare(args) {
      const { argv } = args as { argv: readonly string[] };
      return {
        ok: true,
        facts: { tool: "run_command", annotations: tool.annotations, arguments: args as never, paths: [] },
        summary: `run ${argv.join(" ")}`,
      };
    },
    async run({ facts }, _scope, { idempotencyKey: key }) {
      const argv = facts.arguments["argv"] as readonly string[];
      const [program = ""] = argv;
      const before = ledger.filter(({ text }) => text === program).length;
      ledger.push({ tool: "run_command", text: program, key });
      const known = programs[program] ?? [{ exitCode: 127 }];
      const { exitCode, stdout = argv.slice(1).join(" ") } = known[Math.min(before, known.length - 1)] ?? {
        exitCode: 127,
      };
      const text = `exit code ${exitCode} after 0.1 s\n--- stdout\n${stdout}`;
      return { status: exitCode === 0 ? "ok" : "error", text, data: { exitCode, ending: "exited" } };
    },
  };
  return { list: () => [tool], get: (name) => (name === "run_command" ? tool : undefined) };
}

/** Runs a graph to its rest: how it is then, and which visits ended how, in order. */
export async function runGraph(legate: Legate, graph: WorkflowGraph, more: object = {}) {
  const { inputs, ...spawn } = { inputs: {}, ...more } as { inputs: object };
  const { id } = await legate.spawn({
    task: "run it",
    ...FREELY,
    ...spawn,
    workflow: { graph, inputs: inputs as never },
  });
  return { id, ...(await atRest(legate, id)) };
}

/** How it is at rest; its journal must be what a replay comes to. */
export async function atRest(legate: Legate, id: string) {
  const [worker] = (await legate.wait(id, { timeoutMs: 20_000 })).workers;
  expect(replayProblems(await legate.records(id))).toEqual([]);
  return { worker, ended: await endedIn(legate, id) };
}

export async function endedIn(legate: Legate, id: string): Promise<readonly string[]> {
  return (await legate.records(id)).flatMap(({ record }) =>
    record.type === "node.settled" ? [`${record.visit} ${record.code ?? record.outcome}`] : [],
  );
}
