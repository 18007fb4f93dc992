import { chmodSync, renameSync, rmSync, symlinkSync, unlinkSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { repositoryDigest } from "../../../../src/testing/repository-digest.ts";
import { commitAll, type Ground, git, makeGround, writeFiles } from "../support/ground.ts";
import { aDelegate } from "../support/landing-ground.ts";

const LONG = `${Array.from({ length: 30 }, (_, index) => `line ${index}`).join("\n")}\n`;

let ground: Ground;
beforeEach(() => {
  ground = makeGround({ "a.txt": "a\n", "b.txt": "b\n", "long.txt": LONG, "run.sh": "#!/bin/sh\n" });
});
afterEach(() => ground.remove());

type Change = (root: string) => void;

/** Both change the same place, each in a way that excludes the other's. */
const KINDS: readonly (readonly [kind: RegExp, at: string, user: Change, worker: Change])[] = [
  [
    /^contents$/,
    "a.txt",
    (root) => writeFiles(root, { "a.txt": "the user\n" }),
    (root) => writeFiles(root, { "a.txt": "the worker\n" }),
  ],
  [
    /^(?:add\/add|contents)$/,
    "new.txt",
    (root) => writeFiles(root, { "new.txt": "the user\n" }),
    (root) => writeFiles(root, { "new.txt": "the worker\n" }),
  ],
  [
    /^modify\/delete$/,
    "a.txt",
    (root) => rmSync(join(root, "a.txt")),
    (root) => writeFiles(root, { "a.txt": "the worker\n" }),
  ],
  [
    /^modify\/delete$/,
    "b.txt",
    (root) => writeFiles(root, { "b.txt": "the user\n" }),
    (root) => rmSync(join(root, "b.txt")),
  ],
  [
    /^rename\/rename$/,
    "long.txt",
    (root) => renameSync(join(root, "long.txt"), join(root, "user.txt")),
    (root) => renameSync(join(root, "long.txt"), join(root, "worker.txt")),
  ],
  [
    /^(?:rename\/delete|modify\/delete)$/,
    "worker.txt",
    (root) => rmSync(join(root, "long.txt")),
    (root) => renameSync(join(root, "long.txt"), join(root, "worker.txt")),
  ],
  [
    /^(?:contents|distinct modes|distinct types)$/,
    "link",
    (root) => symlinkSync("a.txt", join(root, "link")),
    (root) => symlinkSync("b.txt", join(root, "link")),
  ],
  [
    /^(?:distinct modes|distinct types)$/,
    "b.txt",
    (root) => {
      unlinkSync(join(root, "b.txt"));
      symlinkSync("a.txt", join(root, "b.txt"));
    },
    (root) => writeFiles(root, { "b.txt": "the worker\n" }),
  ],
  [
    /^(?:file\/directory|directory\/file)$/,
    "place",
    (root) => writeFiles(root, { "place/x.txt": "the user\n" }),
    (root) => writeFiles(root, { place: "the worker\n" }),
  ],
  [
    /^(?:binary|contents)$/,
    "bytes.bin",
    (root) => writeFiles(root, { "bytes.bin": "\0user" }),
    (root) => writeFiles(root, { "bytes.bin": "\0worker" }),
  ],
];

describe("what both changed is told by path and kind, with its sides, and nothing is written", () => {
  test.each(KINDS)("%s at %s", async (kind, at, user, worker) => {
    const delegate = await aDelegate(ground);
    await delegate.work(worker);
    user(ground.repo);
    commitAll(ground.repo, "the user's own");
    const before = await repositoryDigest(ground.repo);
    const report = await delegate.land();
    expect(report.refusal).toMatchObject({ code: "conflicts" });
    expect(report.conflicts).toContainEqual(
      expect.objectContaining({ path: expect.stringMatching(`^${at}`), kind: expect.stringMatching(kind) }),
    );
    expect(report.conflicts.every(({ message }) => message !== "")).toBe(true);
    expect(await repositoryDigest(ground.repo)).toBe(before);
  });
});

test("a conflict in a text shows all three sides of it, marked", async () => {
  const delegate = await aDelegate(ground);
  await delegate.work((root) => writeFiles(root, { "a.txt": "the worker\n" }));
  writeFiles(ground.repo, { "a.txt": "the user\n" });
  commitAll(ground.repo, "the user's own");
  const { conflicts } = await delegate.plan();
  const blob = (text: string) =>
    expect.objectContaining({ mode: "100644", id: git(ground.repo, "rev-parse", text) });
  expect(conflicts).toEqual([
    {
      path: "a.txt",
      kind: "contents",
      message: "CONFLICT (content): Merge conflict in a.txt",
      base: blob("HEAD^:a.txt"),
      ours: blob("HEAD:a.txt"),
      theirs: { mode: "100644", id: expect.stringMatching(/^[0-9a-f]{40}$/) },
      merged: expect.stringMatching(
        /^<<<<<<< target\nthe user\n\|\|\|\|\|\|\| [^\n]+\na\n=======\nthe worker\n>>>>>>> worker\n$/,
      ),
    },
  ]);
});

test("what both changed alike, or apart from each other, is no conflict; neither are modes and texts", async () => {
  const delegate = await aDelegate(ground);
  await delegate.work((root) => {
    writeFiles(root, { "a.txt": "the same\n", "long.txt": LONG.replace("line 2\n", "worker\n") });
    chmodSync(join(root, "run.sh"), 0o755);
  });
  writeFiles(ground.repo, {
    "a.txt": "the same\n",
    "long.txt": LONG.replace("line 25\n", "user\n"),
    "run.sh": "#!/bin/sh\necho\n",
  });
  commitAll(ground.repo, "the user's own");
  expect(await delegate.land()).toMatchObject({ refusal: null });
  expect(git(ground.repo, "show", "main:long.txt")).toBe(
    LONG.replace("line 2\n", "worker\n").replace("line 25\n", "user\n").trim(),
  );
  expect(git(ground.repo, "ls-tree", "main", "run.sh")).toMatch(/^100755 /);
});

test("the checkpoints of a rebase conflict one by one, and a merge by its own history", async () => {
  const delegate = await aDelegate(ground);
  await delegate.work((root) => writeFiles(root, { "b.txt": "fine\n" }));
  await delegate.work((root) => writeFiles(root, { "a.txt": "the worker\n" }));
  writeFiles(ground.repo, { "a.txt": "the user\n" });
  commitAll(ground.repo, "the user's own");
  for (const strategy of ["rebase", "merge"] as const)
    expect(await delegate.land({ strategy })).toMatchObject({
      refusal: { code: "conflicts" },
      conflicts: [{ path: "a.txt" }],
    });
  expect(await delegate.land({ paths: ["b.txt"] })).toMatchObject({ refusal: null });
});
