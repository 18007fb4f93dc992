import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "vitest";
import { createSlots } from "../../../src/adapters/git/checkout-slots.ts";
import { baseRef, changeRefs, readRef } from "../../../src/adapters/git/kept-refs.ts";
import { withLock } from "../../../src/adapters/git/repository-lock.ts";
import { repositoryDigest } from "../../../src/testing/repository-digest.ts";
import { aWorker, aWorktree, commitAll, git, makeGround, openState, writeFiles } from "./support/ground.ts";

test("64 workspaces opened at once from an untouched state directory, by two instances, are 64 whole ones", async () => {
  const ground = makeGround();
  const before = await repositoryDigest(ground.repo);
  const instances = [ground.workspaces, openState(ground.stateDir)];
  const opened = await Promise.all(
    Array.from({ length: 64 }, (_, n) =>
      (instances[n % 2] ?? ground.workspaces).open(aWorktree(ground.repo), aWorker(), {}),
    ),
  );
  expect(new Set(opened.map(({ root }) => root)).size).toBe(64);
  const vault = opened[0]?.git?.vault ?? "";
  expect(git(vault, "for-each-ref").split("\n")).toHaveLength(64);
  expect(git(vault, "fsck")).toBe("");
  expect(
    opened.filter(({ root }) => git(root, "rev-parse", "HEAD") !== git(ground.repo, "rev-parse", "HEAD")),
  ).toEqual([]);
  expect(await repositoryDigest(ground.repo)).toBe(before);
  ground.remove();
});

test("the same worker opened twice at once is opened once", async () => {
  const ground = makeGround();
  const worker = aWorker();
  const both = await Promise.all(
    [1, 2].map(() => openState(ground.stateDir).open(aWorktree(ground.repo), worker, {})),
  );
  expect(both[0]).toEqual(both[1]);
  ground.remove();
});

test("the lock has one holder at a time, over processes too, and is free as soon as its holder is killed", async () => {
  const ground = makeGround();
  const path = join(ground.folder, "lock");
  const holder = spawn(
    process.execPath,
    [
      "-e",
      `const { DatabaseSync } = require("node:sqlite"); const file = new DatabaseSync(${JSON.stringify(path)});
            file.exec("BEGIN EXCLUSIVE"); console.log("held"); setInterval(() => file, 1000);`,
    ],
    { stdio: ["ignore", "pipe", "ignore"] },
  );
  await once(holder.stdout, "data");
  const order: string[] = [];
  const abort = new AbortController();
  const given = withLock(path, abort.signal, async () => order.push("aborted one"));
  await delay(50);
  abort.abort();
  await expect(given).rejects.toMatchObject({ code: "aborted" });
  const waiting = Promise.all(
    [1, 2, 3].map((n) =>
      withLock(path, undefined, async () => {
        order.push(`in ${n}`);
        await delay(5);
        order.push(`out ${n}`);
      }),
    ),
  );
  await delay(50);
  expect(order).toEqual([]);
  holder.kill("SIGKILL");
  await waiting;
  expect(order).toEqual(["in 1", "out 1", "in 2", "out 2", "in 3", "out 3"]);
  ground.remove();
});

test("a slot is given to two at once, and handed on when work fails", async () => {
  const inSlot = createSlots(2);
  let now = 0;
  let most = 0;
  const work = async (n: number) => {
    now += 1;
    most = Math.max(most, now);
    await delay(2);
    now -= 1;
    if (n % 3 === 0) throw new Error("failed");
  };
  const settled = await Promise.allSettled(
    Array.from({ length: 20 }, (_, n) => inSlot("repo", () => work(n))),
  );
  expect(most).toBe(2);
  expect(settled.filter(({ status }) => status === "rejected")).toHaveLength(7);
});

test("a ref is created only where none is, moved only from the value we know, and all changes or none are made", async () => {
  const { repo, remove } = makeGround();
  const vault = join(repo, ".git");
  const first = git(repo, "rev-parse", "HEAD");
  writeFiles(repo, { "more.txt": "m\n" });
  const second = commitAll(repo, "second");
  const [one, two] = [baseRef(aWorker()), baseRef(aWorker())];
  await changeRefs(vault, [{ ref: one, create: first }]);
  await expect(
    changeRefs(vault, [
      { ref: two, create: first },
      { ref: one, create: second },
    ]),
  ).rejects.toMatchObject({ code: "git-failed" });
  await expect(changeRefs(vault, [{ ref: one, move: second, from: second }])).rejects.toMatchObject({
    code: "git-failed",
  });
  expect([await readRef(vault, one), await readRef(vault, two)]).toEqual([first, undefined]);
  await changeRefs(vault, [{ ref: one, move: second, from: first }]);
  expect(await readRef(vault, one)).toBe(second);
  remove();
});
