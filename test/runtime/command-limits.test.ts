import { expect, test } from "vitest";
import type { Toolbox, ToolRun } from "../../src/ports/toolbox.ts";
import { resolveRequest } from "../../src/runtime/resolve-request.ts";
import { FREELY, openIn, smallWorld } from "../support/small-world.ts";

const asked = { task: "go", ...FREELY, sandbox: { memoryMb: 900, pids: 50 } } as const;

test("a worker's limits are recorded with what its spawner's configuration says, the lower one of each", async () => {
  const { ports } = smallWorld([]);
  const configured = { model: "any", sandbox: { memoryMb: 500, diskMb: 7 } };
  const { sandbox } = await resolveRequest(ports, asked, configured);
  expect(sandbox).toEqual({ memoryMb: 500, pids: 50, diskMb: 7 });
  const silent = await resolveRequest(ports, { task: "go", ...FREELY }, { model: "any" });
  expect(silent).not.toHaveProperty("sandbox");
});

test("a limit that nothing here holds is refused at spawn, and one that nobody named is not", async () => {
  const { ports } = smallWorld([]);
  const report = await ports.sandbox.report();
  const unheld = { ...report, limits: { ...report.limits, pids: "none" } as const };
  const weaker = { ...ports, sandbox: { ...ports.sandbox, report: async () => unheld } };
  await expect(resolveRequest(weaker, asked, { model: "any" })).rejects.toMatchObject({
    code: "sandbox-unavailable",
    message: expect.stringContaining("sandbox.pids"),
  });
  expect(await resolveRequest(weaker, { task: "go", ...FREELY }, { model: "any" })).toBeDefined();
});

test("every call of a worker, and of the workers below it, is told the worker's limits", async () => {
  const spawn = { tool: "spawn_agent", arguments: { task: "help", model: "child" } };
  const put = { tool: "put", arguments: { text: "x" } };
  const wait = { tool: "wait_agent", arguments: {} };
  const world = smallWorld({
    parent: [{ calls: [put, spawn] }, { calls: [wait] }, { text: "done" }],
    child: [{ calls: [put] }, { text: "helped" }],
  });
  const heard: ToolRun["commandLimits"][] = [];
  const ports = { ...world.ports, toolbox: hearing(world.ports.toolbox, heard) };
  const { legate } = await openIn({ ...world, ports });
  await using _ = legate;
  const { id } = await legate.spawn({ ...asked, model: "parent" });
  await legate.wait(id, { timeoutMs: 5_000 });
  expect(heard).toEqual([asked.sandbox, asked.sandbox]);
});

test("a ceiling bounds the commands of a worker and of all below it, also one that was narrowed meanwhile", async () => {
  const spawn = { tool: "spawn_agent", arguments: { task: "help", name: "helper", model: "child" } };
  const put = { tool: "put", arguments: { text: "x" } };
  const world = smallWorld({
    parent: [{ calls: [put, spawn] }, { text: "done" }, { calls: [put] }, { text: "again" }],
    child: [{ calls: [put] }, { text: "helped" }, { calls: [put] }, { text: "again" }],
  });
  const heard: ToolRun["commandLimits"][] = [];
  const ports = { ...world.ports, toolbox: hearing(world.ports.toolbox, heard) };
  const { legate } = await openIn({ ...world, ports });
  await using _ = legate;
  const policy = { commandLimits: { memoryMb: 700 } };
  const { id } = await legate.spawn({ ...asked, policy, model: "parent" });
  const both = async () => {
    await legate.wait(id, { timeoutMs: 5_000 });
    const [child] = await legate.list({ parent: id });
    await legate.wait(child?.id ?? "", { timeoutMs: 5_000 });
    return child?.id ?? "";
  };
  const child = await both();
  expect(heard.splice(0)).toEqual([
    { memoryMb: 700, pids: 50 },
    { memoryMb: 700, pids: 50 },
  ]);
  await legate.narrow(id, { commandLimits: { memoryMb: 300, diskMb: 9 } });
  await legate.send(id, "once more");
  await legate.send(child, "once more");
  await both();
  const narrowed = { memoryMb: 300, pids: 50, diskMb: 9 };
  expect(heard).toEqual([narrowed, narrowed]);
  const { limits } = await legate.authority(child);
  const shown = limits.find(({ dimension }) => dimension === "commandLimits.memoryMb");
  expect(shown).toMatchObject({ value: 300, owner: { as: "narrowing", worker: id } });
});

test("one that a policy names and nothing here holds is refused at spawn, too", async () => {
  const { ports } = smallWorld([]);
  const report = await ports.sandbox.report();
  const unheld = { ...report, limits: { ...report.limits, pids: "none" } as const };
  const weaker = { ...ports, sandbox: { ...ports.sandbox, report: async () => unheld } };
  const policy = { commandLimits: { pids: 9 } };
  await expect(
    resolveRequest(weaker, { task: "go", ...FREELY, policy }, { model: "any" }),
  ).rejects.toMatchObject({ code: "sandbox-unavailable" });
});

function hearing(toolbox: Toolbox, heard: ToolRun["commandLimits"][]): Toolbox {
  return {
    list: () => toolbox.list(),
    get: (name) => {
      const tool = toolbox.get(name);
      if (tool === undefined) return undefined;
      return {
        ...tool,
        prepare: (args, scope) => tool.prepare(args, scope),
        run: (call, scope, run) => {
          heard.push(run.commandLimits);
          return tool.run(call, scope, run);
        },
      };
    },
  };
}
