import { describe, expect, test } from "vitest";
import type { Json } from "../../src/core/json.ts";
import type { Legate } from "../../src/runtime/legate.ts";
import { FREELY, LEDGER_TOOLS, openIn, smallWorld } from "../support/small-world.ts";

const spawn = (model: string) => ({ tool: "spawn_agent", arguments: { task: "help", model, name: model } });
const call = (tool: string, args: Record<string, Json> = {}) => ({ calls: [{ tool, arguments: args }] });
const PARENT = { ...FREELY, model: "parent", task: "coordinate" } as const;
const LONG = { text: "long" };

/** `look` takes until it is cut short, and `runs` counts how many of them are under way. */
function longLooks() {
  const runs = { now: 0 };
  const during = async ({ signal }: { signal: AbortSignal }) => {
    runs.now += 1;
    await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
    runs.now -= 1;
  };
  return { runs, tools: LEDGER_TOOLS.map((tool) => (tool.name === "look" ? { ...tool, during } : tool)) };
}

async function until(fits: () => Promise<boolean>): Promise<void> {
  while (!(await fits())) await new Promise((resolve) => setTimeout(resolve, 5));
}

const tree = async (legate: Legate, id: string) =>
  (await legate.list({ under: id })).map(({ name, status }) => `${name} ${status}`);

describe("closing reaches what works below a worker that is over", () => {
  const GRANDCHILD = {
    middle: [{ calls: [spawn("leaf")] }, { text: "handed on, and done" }],
    leaf: [call("look", LONG), { text: "never" }],
  };

  test("when it stands between the two", async () => {
    const { runs, tools } = longLooks();
    const parent = [{ calls: [spawn("middle")] }, call("look", LONG), { text: "never" }];
    const { legate } = await openIn(smallWorld({ ...GRANDCHILD, parent }, tools));
    await using _ = legate;
    const { id } = await legate.spawn(PARENT);
    await until(async () => runs.now === 2 && (await tree(legate, id)).includes("middle completed"));
    await legate.close(id, { timeoutMs: 5_000 });
    expect(runs.now).toBe(0);
    expect(await tree(legate, id)).toEqual(["coordinate cancelled", "middle completed", "leaf cancelled"]);
  });

  test("when it is the one that is closed; nothing changes of itself", async () => {
    const { runs, tools } = longLooks();
    const parent = [{ calls: [spawn("leaf")] }, { text: "done first" }];
    const { legate } = await openIn(smallWorld({ ...GRANDCHILD, parent }, tools));
    await using _ = legate;
    const { id } = await legate.spawn(PARENT);
    await until(async () => runs.now === 1 && (await legate.get(id)).status === "completed");
    const closed = await legate.close(id, { timeoutMs: 5_000, reason: "enough" });
    expect(closed).toMatchObject({ status: "completed", result: "done first" });
    const [, leaf] = await legate.list({ under: id });
    expect(leaf).toMatchObject({ status: "cancelled", reason: "a worker above it was closed: enough" });
  });

  test("when its parent's model closes it", async () => {
    const { runs, tools } = longLooks();
    const parent = [
      { calls: [spawn("middle")] },
      call("wait_agent"),
      call("close_agent", { worker: "middle" }),
      { text: "closed" },
    ];
    const { legate } = await openIn(smallWorld({ ...GRANDCHILD, parent }, tools));
    await using _ = legate;
    const { id } = await legate.spawn(PARENT);
    await legate.wait(id, { timeoutMs: 5_000 });
    await until(async () => (await tree(legate, id)).includes("leaf cancelled"));
    expect(runs.now).toBe(0);
    expect(await tree(legate, id)).toContain("middle completed");
  });
});
