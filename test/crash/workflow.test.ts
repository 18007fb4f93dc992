import { expect, test } from "vitest";
import { createMemoryPresence } from "../../src/adapters/memory/presence.ts";
import { joinedToolboxes } from "../../src/compose/joined-toolboxes.ts";
import type { Legate } from "../../src/runtime/legate.ts";
import { checkedJournal } from "../../sweep/checks/journal-check.ts";
import { withCommands } from "../../sweep/lives/command-tool.ts";
import { workflow } from "../../sweep/lives/scenarios/workflow.ts";
import { dyingStore } from "../support/dying-store.ts";
import { openIn, PLACE, smallWorld } from "../support/small-world.ts";

const { input, result } = workflow.workers.flow;

function world() {
  const made = smallWorld({ any: [], ...workflow.models } as Parameters<typeof smallWorld>[0]);
  const toolbox = joinedToolboxes([withCommands(made.ports.toolbox)]);
  return { ...made, ports: { ...made.ports, toolbox } };
}

const spawn = (legate: Legate) => legate.spawn({ workspace: PLACE, ...input, idempotencyKey: "only" });

/** Says yes to every question, and how to go on, until the run is over. */
async function attended(legate: Legate, id: string) {
  for (;;) {
    const [worker] = (await legate.wait(id, { timeoutMs: 20_000 })).workers;
    if (worker?.status !== "waiting") return worker;
    if (worker.waitingOn === "input") await legate.send(id, "like this");
    else if (worker.questions.length > 0)
      await legate.approve(id, { approval: worker.questions[0]?.approval ?? "" });
    else await legate.wait(id, { until: "settled", timeoutMs: 100 });
  }
}

/** A first process that dies at its n-th commit, and a second one that goes on. */
async function livedThrough(n: number, dies: "before" | "after") {
  const there = world();
  const doomed = dyingStore(there.ports.store, n, dies);
  const lonely = { ...there, ports: { ...there.ports, presence: createMemoryPresence() } };
  const first = await openIn(lonely, { store: doomed });
  const ended = Symbol("ended");
  const survived = spawn(first.legate).then(async ({ id }) => {
    await attended(first.legate, id);
    return ended;
  });
  const outcome = await Promise.race([survived, doomed.dead]);
  const { legate } = await openIn(there, { adopts: true });
  await using _ = legate;
  const { id } = await spawn(legate);
  const worker = await attended(legate, id);
  const records = await legate.records(id);
  const children = await legate.list({ parent: id });
  return { died: outcome !== ended, worker, records, children, there };
}

/** Every so many commits; the sweep `workflow-kill` dies at all of them. */
const STRIDE = 4;

test.each(["before", "after"] as const)(
  "a workflow with a node of every kind comes to the same end, whoever dies %s a commit, and no node's finished work is repeated",
  async (dies) => {
    let deaths = 0;
    for (let n = 1; ; n += STRIDE) {
      const { died, worker, records, children, there } = await livedThrough(n, dies);
      expect(there.broken, `${n}`).toEqual([]);
      expect(worker, `${n}`).toMatchObject({ status: "completed", result });
      expect(checkedJournal(records).problems, `${n}`).toEqual([]);
      expect(children.map(({ name, status }) => `${name} ${status}`).toSorted(), `${n}`).toEqual([
        "fix completed",
        "inner completed",
        "sub completed",
      ]);
      const asked = there.ledger.filter(({ tool }) => tool === "put").map(({ key }) => key);
      expect(new Set(asked).size, `${n}`).toBe(2);
      if (!died) break;
      deaths += 1;
    }
    expect(deaths).toBeGreaterThan(10);
  },
);
