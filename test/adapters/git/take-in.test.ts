import {
  chmodSync,
  existsSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { WorkerId } from "../../../src/core/ids.ts";
import type { OpenedWorkspace } from "../../../src/core/workspace/workspace.ts";
import { aWorker, aWorktree, type Ground, git, makeGround, writeFiles } from "./support/ground.ts";

let ground: Ground;
let parent: Place;
beforeEach(async () => {
  ground = makeGround({ "a.txt": "1\n2\n3\n4\n5\n6\n7\n8\n9\n", "b.txt": "b\n", "old.txt": "old\n" });
  parent = await place();
});
afterEach(() => ground.remove());

interface Place {
  readonly worker: WorkerId;
  readonly opened: OpenedWorkspace;
  readonly at: (name: string) => string;
}

async function place(from?: Place): Promise<Place> {
  const worker = aWorker();
  const spec =
    from === undefined
      ? aWorktree(ground.repo)
      : ({ kind: "derived", from: from.opened, checkpoint: null } as const);
  const opened = await ground.workspaces.open(spec, worker, {});
  return { worker, opened, at: (name) => join(opened.root, name) };
}

const kept = ({ opened, worker }: Place, seq = 1) =>
  ground.workspaces.checkpoint(opened, worker, { seq, last: undefined }, {});

async function takeIn(child: Place) {
  const [last, checkpoint] = [await kept(parent, 7), await kept(child)];
  return ground.workspaces.takeIn(parent.opened, last, { workspace: child.opened, checkpoint }, {});
}

describe("the work of a child", () => {
  test("comes into its parent's files beside what the parent did meanwhile: contents, modes, links, removals", async () => {
    const child = await place(parent);
    writeFiles(parent.opened.root, { "a.txt": "one\n2\n3\n4\n5\n6\n7\n8\n9\n", "mine.txt": "mine\n" });
    writeFiles(child.opened.root, { "a.txt": "1\n2\n3\n4\n5\n6\n7\n8\nnine\n", "sub/new.txt": "new\n" });
    writeFileSync(child.at("bytes"), Buffer.from([0, 1, 2, 255]));
    symlinkSync("b.txt", child.at("link"));
    chmodSync(child.at("b.txt"), 0o755);
    rmSync(child.at("old.txt"));
    const taken = await takeIn(child);
    expect(taken).toMatchObject({ ok: true });
    expect(taken.ok && taken.files.map(({ path }) => path).toSorted()).toEqual([
      "a.txt",
      "b.txt",
      "bytes",
      "link",
      "old.txt",
      "sub/new.txt",
    ]);
    expect(readFileSync(parent.at("a.txt"), "utf8")).toBe("one\n2\n3\n4\n5\n6\n7\n8\nnine\n");
    expect(readFileSync(parent.at("bytes"))).toEqual(Buffer.from([0, 1, 2, 255]));
    expect(readlinkSync(parent.at("link"))).toBe("b.txt");
    expect(statSync(parent.at("b.txt")).mode & 0o111).toBe(0o111);
    expect([existsSync(parent.at("old.txt")), existsSync(parent.at("mine.txt"))]).toEqual([false, true]);
  });

  test("is taken in once, however often that is asked for", async () => {
    const child = await place(parent);
    writeFiles(child.opened.root, { "new.txt": "new\n" });
    expect(await takeIn(child)).toMatchObject({ ok: true, files: [{ path: "new.txt" }] });
    expect(await takeIn(child)).toEqual({ ok: true, files: [] });
  });

  test("of several children comes in one after the other, each beside those before it", async () => {
    const children = [await place(parent), await place(parent), await place(parent)];
    for (const [index, child] of children.entries())
      writeFiles(child.opened.root, { [`${index}.txt`]: `${index}\n` });
    for (const child of children) expect((await takeIn(child)).ok).toBe(true);
    expect([0, 1, 2].every((index) => existsSync(parent.at(`${index}.txt`)))).toBe(true);
  });

  test("that does not go together with its parent's changes nothing, and the paths are named", async () => {
    const child = await place(parent);
    writeFiles(parent.opened.root, { "b.txt": "mine\n" });
    writeFiles(child.opened.root, { "b.txt": "theirs\n", "new.txt": "new\n" });
    expect(await takeIn(child)).toEqual({ ok: false, paths: ["b.txt"] });
    expect(readFileSync(parent.at("b.txt"), "utf8")).toBe("mine\n");
    expect(existsSync(parent.at("new.txt"))).toBe(false);
  });

  test("is not written over a file that changed after its parent's last checkpoint", async () => {
    const child = await place(parent);
    writeFiles(child.opened.root, { "b.txt": "theirs\n", "new.txt": "new\n" });
    const checkpoint = await kept(child);
    writeFiles(parent.opened.root, { "b.txt": "not kept yet\n" });
    const taking = ground.workspaces.takeIn(
      parent.opened,
      undefined,
      { workspace: child.opened, checkpoint },
      {},
    );
    await expect(taking).rejects.toMatchObject({ code: "git-failed" });
    expect(readFileSync(parent.at("b.txt"), "utf8")).toBe("not kept yet\n");
    expect(existsSync(parent.at("new.txt"))).toBe(false);
  });

  test("writes through no link out of the parent's files, and runs nothing that the parent's git names", async () => {
    const child = await place(parent);
    writeFiles(child.opened.root, { "sub/new.txt": "new\n" });
    const checkpoint = await kept(child);
    symlinkSync(ground.folder, parent.at("sub"));
    const proof = join(ground.folder, "executed");
    git(parent.opened.root, "config", "core.fsmonitor", `touch ${proof}; false`);
    const taking = ground.workspaces.takeIn(
      parent.opened,
      undefined,
      { workspace: child.opened, checkpoint },
      {},
    );
    await expect(taking).rejects.toMatchObject({ code: "git-failed" });
    expect([existsSync(join(ground.folder, "new.txt")), existsSync(proof)]).toEqual([false, false]);
  });
});
