import { describe, expect, test } from "vitest";
import type { ForeignFile } from "../../src/runtime/import-foreign.ts";
import { LEDGER_TOOLS, openIn, smallWorld } from "../support/small-world.ts";

const FOREIGN: ForeignFile = {
  digest: "sha256:00",
  id: "worker_there",
  name: "fixer",
  task: "and the docs",
  modelSettings: {},
  metadata: { harn: { id: "worker_there" } },
  past: {
    tasks: ["fix it", "and the docs"],
    messages: [
      { role: "user", text: "fix it" },
      { role: "assistant", parts: [{ kind: "text", text: "fixed" }] },
      { role: "user", text: "and the docs" },
    ],
    outcome: { status: "interrupted", reason: "it was running" },
  },
  createdAt: "2026-01-01T00:00:00.000Z",
  claimed: {},
  notes: ["as it was"],
};

const GIVEN = { policy: {}, approvals: { otherwise: "allow" } } as const;

describe("a worker of another program", () => {
  test("goes on here where it ended, and a model sees what was said there", async () => {
    const world = smallWorld([
      { text: "said there" },
      { expect: { message: ["and the docs"] }, text: "Docs done." },
    ]);
    const { legate, driver } = await openIn(world, { adopts: true });
    await using _ = legate;
    const { worker, notes } = await legate.import(FOREIGN, GIVEN);
    expect(notes).toEqual(["as it was"]);
    await driver.looked();
    expect(await legate.get(worker.id)).toMatchObject({
      status: "interrupted",
      cycle: 2,
      createdAt: FOREIGN.createdAt,
    });
    await legate.resume(worker.id);
    const [done] = (await legate.wait(worker.id)).workers;
    expect(done).toMatchObject({ status: "completed", result: "Docs done.", turns: 1 });
    expect(worker.id).not.toBe(FOREIGN.id);
  });

  test("brings its results along, and shows them where it begins with a conversation of its own", async () => {
    const world = smallWorld([
      { text: "said there" },
      { expect: { message: ["the plan of before", "once more"] }, text: "Done." },
    ]);
    const { legate } = await openIn(world);
    await using _ = legate;
    const plan = { id: "a1", kind: "plan", text: "the plan of before" };
    const { worker } = await legate.import({ ...FOREIGN, artifacts: [plan] }, GIVEN);
    expect(await legate.artifacts(worker.id)).toMatchObject([{ ...plan, source: "operator", priority: 80 }]);
    await legate.send(worker.id, "once more", { carry: { transcript: "reset" } });
    expect((await legate.wait(worker.id)).workers[0]).toMatchObject({ status: "completed", result: "Done." });
  });

  test("is taken once, and the refusal names what it became", async () => {
    const { legate } = await openIn(smallWorld([]));
    await using _ = legate;
    const { worker } = await legate.import(FOREIGN, GIVEN);
    await expect(legate.import(FOREIGN, GIVEN)).rejects.toThrow(worker.id);
    expect(await legate.list()).toHaveLength(1);
  });

  test("must be told where it works here when it worked somewhere", async () => {
    const { legate } = await openIn(smallWorld([]));
    await using _ = legate;
    const placed = { ...FOREIGN, place: "/there" };
    await expect(legate.import(placed, GIVEN)).rejects.toThrow("/there");
    await expect(legate.import(placed, { ...GIVEN, directory: "/a", repo: "/b" })).rejects.toThrow(
      "one of them",
    );
    const { worker } = await legate.import(placed, { ...GIVEN, directory: "/here" });
    expect(worker.workspace.kind).toBe("directory");
  });

  test.each([
    [{}, ["look", "put", "send"]],
    [{ sideEffects: "read_only" }, ["look"]],
    [{ sideEffects: "network" }, ["look", "put", "send"]],
  ] as const)(
    "that claims %j may use no more than that, and no more than is given",
    async (claimed, tools) => {
      const { legate } = await openIn(smallWorld([]));
      await using _ = legate;
      const options = { ...GIVEN, policy: { sideEffects: "workspace_write" }, directory: "/here" } as const;
      const { worker } = await legate.import({ ...FOREIGN, claimed }, options);
      const [spawned] = await legate.records(worker.id);
      const request = spawned?.record.type === "worker.spawned" ? spawned.record.request : undefined;
      const ledger = request?.tools.filter((name) => LEDGER_TOOLS.some((tool) => tool.name === name));
      expect(ledger).toEqual(tools);
    },
  );
});
