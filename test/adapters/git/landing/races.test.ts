import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Landing } from "../../../../src/core/landing/landing.ts";
import { commitAll, type Ground, git, makeGround, openState, writeFiles } from "../support/ground.ts";
import { aDelegate, asked, landingsFor } from "../support/landing-ground.ts";

let ground: Ground;
beforeEach(() => {
  ground = makeGround({ "a.txt": "a\n", "b.txt": "b\n" });
});
afterEach(() => ground.remove());

const inRepo = (...args: string[]) => git(ground.repo, ...args);

test("many workers land at once on a checked-out branch: each once, each merged with those before", async () => {
  const names = ["one", "two", "three", "four"];
  const delegates = await Promise.all(names.map(() => aDelegate(ground)));
  for (const [index, delegate] of delegates.entries())
    await delegate.work((root) => writeFiles(root, { [`${names[index]}.txt`]: "x\n" }));
  const reports = await Promise.all(delegates.map((delegate) => delegate.land()));
  expect(reports.map(({ refusal }) => refusal)).toEqual([null, null, null, null]);
  expect(inRepo("rev-list", "--count", "main")).toBe("5");
  expect(inRepo("rev-list", "--merges", "--count", "main")).toBe("0");
  expect(inRepo("ls-tree", "--name-only", "main").split("\n")).toEqual(
    [...names.map((name) => `${name}.txt`), "a.txt", "b.txt"].toSorted(),
  );
  expect(inRepo("status", "--porcelain")).toBe("");
});

test("two installations that know nothing of each other land at the same moment: nothing is lost", async () => {
  const other: Ground = {
    ...ground,
    stateDir: join(ground.folder, "other-state"),
    workspaces: openState(join(ground.folder, "other-state")),
  };
  for (let round = 1; round <= 4; round += 1) {
    const [one, two] = [await aDelegate(ground), await aDelegate(other, {}, landingsFor(other))];
    await one.work((root) => writeFiles(root, { [`one-${round}.txt`]: "x\n" }));
    await two.work((root) => writeFiles(root, { [`two-${round}.txt`]: "x\n" }));
    const bothIntend = barrier(2);
    const attempt = async (delegate: typeof one, landings: ReturnType<typeof landingsFor>) =>
      landings.land(delegate.subject(), asked(), bothIntend, {});
    const reports = await Promise.all([attempt(one, landingsFor(ground)), attempt(two, landingsFor(other))]);
    const codes = reports.map(({ refusal }) => refusal?.code ?? "landed");
    expect(codes.toSorted()[0]).toBe("landed");
    expect(codes.filter((code) => code === "landed")).toHaveLength(1);
    for (const [index, delegate] of [one, two].entries())
      if (codes[index] !== "landed") expect(await delegate.land()).toMatchObject({ refusal: null });
    expect(inRepo("rev-list", "--count", "main")).toBe(String(1 + 2 * round));
    expect(inRepo("status", "--porcelain")).toBe("");
  }
});

/** Resolves for each caller once so many called. */
function barrier(count: number): () => Promise<void> {
  const all = Promise.withResolvers<void>();
  let left = count;
  return () => {
    left -= 1;
    if (left === 0) all.resolve();
    return all.promise;
  };
}

test("a branch that moves, or a file that changes, between computing and writing is not written over", async () => {
  const landings = landingsFor(ground);
  const delegate = await aDelegate(ground);
  await delegate.work((root) => writeFiles(root, { "a.txt": "A\n" }));
  const meanwhile = (act: () => void) => landings.land(delegate.subject(), asked(), async () => act(), {});

  const dirty = await meanwhile(() => writeFiles(ground.repo, { "a.txt": "the user was faster\n" }));
  expect(dirty.refusal).toMatchObject({ code: "dirty-target", reason: expect.stringContaining("a.txt") });
  expect(readFileSync(join(ground.repo, "a.txt"), "utf8")).toBe("the user was faster\n");
  expect(inRepo("rev-list", "--count", "main")).toBe("1");
  inRepo("restore", "a.txt");

  let own = "";
  const moved = await meanwhile(() => {
    writeFiles(ground.repo, { "b.txt": "B\n" });
    own = commitAll(ground.repo, "the user's own");
  });
  expect(moved.refusal).toMatchObject({ code: "moved-target" });
  expect(inRepo("rev-parse", "main")).toBe(own);
  expect(inRepo("status", "--porcelain")).toBe("");

  const locked = await meanwhile(() => writeFiles(ground.repo, { ".git/index.lock": "" }));
  expect(locked.refusal).toMatchObject({
    code: "dirty-target",
    reason: expect.stringContaining("index.lock"),
  });
  rmSync(join(ground.repo, ".git/index.lock"));
  expect(inRepo("rev-parse", "main")).toBe(own);
  expect(existsSync(join(ground.repo, ".git/refs/heads/main.lock"))).toBe(false);
});

test("an intent that cannot be recorded leaves the repository as it was", async () => {
  const delegate = await aDelegate(ground);
  await delegate.work((root) => writeFiles(root, { "a.txt": "A\n" }));
  const intents: Landing[] = [];
  const landing = landingsFor(ground).land(
    delegate.subject(),
    asked(),
    async (intent) => {
      intents.push(intent);
      throw new Error("the disk is full");
    },
    {},
  );
  await expect(landing).rejects.toThrow("the disk is full");
  expect(intents).toMatchObject([{ target: "refs/heads/main", checkout: ground.repo, strategy: "squash" }]);
  expect(inRepo("rev-list", "--all", "--count")).toBe("1");
});
