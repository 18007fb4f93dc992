import { readdirSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Landing } from "../../../../src/core/landing/landing.ts";
import { commitAll, type Ground, git, makeGround, writeFiles } from "../support/ground.ts";
import { aDelegate, asked, type Delegate, dyingBefore, landingsFor } from "../support/landing-ground.ts";

let ground: Ground;
let delegate: Delegate;
beforeEach(async () => {
  ground = makeGround({ "a.txt": "a\n", "b.txt": "b\n" });
  delegate = await aDelegate(ground);
  await delegate.work((root) => writeFiles(root, { "a.txt": "A\n", "new/c.txt": "c\n" }));
});
afterEach(() => ground.remove());

const inRepo = (...args: string[]) => git(ground.repo, ...args);
const locks = () =>
  readdirSync(join(ground.repo, ".git"), { recursive: true, encoding: "utf8" }).filter((name) =>
    name.endsWith(".lock"),
  );

/** The landing that was intended when everything died. */
async function interrupted(line: string | RegExp): Promise<Landing> {
  let begun: Landing | undefined;
  const intend = async (landing: Landing) => {
    begun = landing;
  };
  const landing = landingsFor(ground, dyingBefore(ground, line)).land(
    delegate.subject(),
    asked(),
    intend,
    {},
  );
  await expect(landing).rejects.toMatchObject({ code: "git-failed" });
  if (begun === undefined) throw new Error("it was to be intended before it is written");
  return begun;
}

const settle = (landing: Landing) => landingsFor(ground).settle(delegate.worker, landing, {});

describe("a landing that dies is settled by looking at the branch, and is there once in the end:", () => {
  const before: readonly (readonly [string, string | RegExp])[] = [
    ["before anything is written", 'if [ -n "$LEGATE_PACK" ]'],
    ["when the objects are there", "mkfifo"],
    ["when the change of the branch is prepared and locked", /heard prepare/],
    ["before the files follow", /if \[ -n "\$LEGATE_CHECKOUT" \]/],
    ["when files and index have followed and the branch has not moved", /say commit/],
  ];
  test.each(before)("%s, it is not", async (_when, line) => {
    const tip = inRepo("rev-parse", "main");
    const landing = await interrupted(line);
    const settled = await settle(landing);
    expect(settled).toMatchObject({
      landed: false,
      refusal: { code: "failed", reason: expect.stringContaining("again") },
    });
    expect([inRepo("rev-parse", "main"), inRepo("status", "--porcelain"), locks()]).toEqual([tip, "", []]);
    expect(await settle(landing)).toMatchObject({ landed: false });
    expect(await delegate.land()).toMatchObject({ refusal: null });
    expect(inRepo("rev-list", "--count", `${tip}..main`)).toBe("1");
    expect(inRepo("status", "--porcelain")).toBe("");
  });

  test("when the branch has moved and nobody heard of it, it is", async () => {
    const tip = inRepo("rev-parse", "main");
    const landing = await interrupted(/(?<=if heard commit; then exec 3>&-; wait \|\| true; )echo landed/);
    expect(inRepo("rev-parse", "main")).toBe(landing.to);
    expect(await settle(landing)).toEqual({ landed: true });
    writeFiles(ground.repo, { "b.txt": "the user goes on\n" });
    commitAll(ground.repo, "on top");
    expect(await settle(landing)).toEqual({ landed: true });
    expect(inRepo("rev-list", "--count", `${tip}..main`)).toBe("2");
  });
});

test("what became of the branch meanwhile is somebody else's, and stays", async () => {
  const landing = await interrupted("mkfifo");
  writeFiles(ground.repo, { "b.txt": "the user's\n" });
  const own = commitAll(ground.repo, "the user's own");
  expect(await settle(landing)).toMatchObject({
    landed: false,
    refusal: { reason: expect.stringContaining("something else") },
  });
  expect(inRepo("rev-parse", "main")).toBe(own);
});

test("files that the user changed after the crash are not taken back with it", async () => {
  const landing = await interrupted(/say commit/);
  writeFiles(ground.repo, { "a.txt": "the user found it and went on\n" });
  expect(await settle(landing)).toMatchObject({
    landed: false,
    refusal: { reason: expect.stringContaining("git status") },
  });
  expect(inRepo("show", ":a.txt")).toBe("A");
  expect(git(ground.repo, "diff", "--name-only")).toBe("a.txt");
});

test("a lock of the branch that another git holds is left alone", async () => {
  const landing = await interrupted("mkfifo");
  writeFiles(ground.repo, { ".git/refs/heads/main.lock": `${"1".repeat(40)}\n` });
  await settle(landing);
  expect(locks()).toEqual(["refs/heads/main.lock"]);
});
