import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { systemClock } from "../../../src/adapters/node/clock.ts";
import { sha256Hasher } from "../../../src/adapters/node/hasher.ts";
import { createSqliteStore } from "../../../src/adapters/sqlite/store.ts";
import { ScratchDirectory, startChild } from "./children.ts";

const open = (file: string) => createSqliteStore({ file, clock: systemClock, hasher: sha256Hasher });
const mark = (file: string) => `${file}-suspect`;

/**
 * Runs a writer of ten commits under an injected fault, and gives its lines. Calls are counted for
 * each thread: opening takes fewer than the fault waits for, so that it hits the writer thread.
 */
function underFault(file: string, fault: string): Promise<readonly string[]> {
  const call = fault.slice(0, fault.indexOf(":"));
  const wrapper = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", `trace=${call}`, "-e", `inject=${fault}`];
  return startChild(["own", file, "10"], wrapper).lines;
}

async function keptIn(file: string): Promise<string[]> {
  await using store = await open(file);
  return (await store.readAll({ after: 0 })).map(({ worker, seq }) => `${worker} ${seq}`);
}

/** Faults are injected by strace; a machine without it must say so, not pass. */
test("strace is here to inject faults", () => {
  expect(spawnSync("strace", ["-V"]).status).toBe(0);
});

describe("a failed sync", () => {
  test("is never acknowledged, ends all acknowledging, and marks the store", async () => {
    using scratch = new ScratchDirectory();
    await warmUp(scratch.file);
    const lines = await underFault(scratch.file, "fsync:error=EIO:when=5");
    expect(lines.at(-1)).toBe("failed store-unavailable");
    expect(lines.length).toBeLessThan(10);
    expect(existsSync(mark(scratch.file))).toBe(true);
    const kept = await keptIn(scratch.file);
    expect(lines.slice(0, -1).filter((line) => !kept.includes(line))).toEqual([]);
  });

  test("of a store that cannot even be marked ends the acknowledging of its process all the same", async () => {
    using scratch = new ScratchDirectory();
    await warmUp(scratch.file);
    const lines = await underFault(scratch.file, "fsync:error=EIO:when=5+");
    expect(lines.at(-1)).toBe("failed store-unavailable");
    expect(lines.length).toBeLessThan(10);
  });

  test("makes the next opener write everything into new files before it acknowledges anything", async () => {
    using scratch = new ScratchDirectory();
    const before = await warmUp(scratch.file);
    writeFileSync(mark(scratch.file), "");
    const inode = statSync(scratch.file).ino;
    await using store = await open(scratch.file);
    expect(statSync(scratch.file).ino).not.toBe(inode);
    expect(existsSync(mark(scratch.file))).toBe(false);
    expect(await keptIn(scratch.file)).toEqual(before);
    await store.commit({});
    expect(statSync(scratch.file).mode & 0o777).toBe(0o600);
  });

  test("in one process stops the others on the same file, before they acknowledge again", async () => {
    using scratch = new ScratchDirectory();
    await using living = await open(scratch.file);
    await living.commit({});
    writeFileSync(mark(scratch.file), "");
    await expect(living.commit({})).rejects.toMatchObject({ code: "store-unavailable" });
    await expect(living.head()).rejects.toMatchObject({ code: "store-unavailable" });
  });

  test("and the rewriting after it stop a process that slept through both", async () => {
    using scratch = new ScratchDirectory();
    await using sleeper = await open(scratch.file);
    await sleeper.commit({});
    writeFileSync(mark(scratch.file), "");
    await using next = await open(scratch.file);
    await next.commit({});
    await expect(sleeper.commit({})).rejects.toMatchObject({ code: "store-unavailable" });
  });

  test("is rewritten once, also when several processes open the store at the same time", async () => {
    using scratch = new ScratchDirectory();
    const before = await warmUp(scratch.file);
    writeFileSync(mark(scratch.file), "");
    const children = [1, 2, 3].map(() => startChild(["own", scratch.file, "5"]));
    const lines = (await Promise.all(children.map((child) => child.lines))).flat();
    const kept = await keptIn(scratch.file);
    expect(new Set(kept)).toEqual(new Set([...before, ...lines]));
    expect(kept).toHaveLength(before.length + 15);
  });
});

describe("a full disk", () => {
  test("is said, writes nothing, and does not end the store", async () => {
    using scratch = new ScratchDirectory();
    await warmUp(scratch.file);
    const lines = await underFault(scratch.file, "pwrite64:error=ENOSPC:when=20+");
    expect(lines.at(-1)).toBe("failed disk-full");
    expect(existsSync(mark(scratch.file))).toBe(false);
    const kept = await keptIn(scratch.file);
    const acknowledged = lines.slice(0, -1);
    expect(kept.slice(kept.length - acknowledged.length)).toEqual(acknowledged);
  });
});

describe("a disk that is full when the store is opened", () => {
  test("is said as such", async () => {
    using scratch = new ScratchDirectory();
    const before = await warmUp(scratch.file);
    expect(await underFault(scratch.file, "pwrite64:error=ENOSPC:when=1+")).toEqual(["failed disk-full"]);
    expect(await keptIn(scratch.file)).toEqual(before);
  });
});

describe("a file that cannot be a store", () => {
  test("another program's database is refused and left as it was", async () => {
    using scratch = new ScratchDirectory();
    const file = `${scratch.path}/other.db`;
    const { DatabaseSync } = await import("node:sqlite");
    const other = new DatabaseSync(file);
    other.exec("CREATE TABLE theirs (x)");
    other.close();
    await expect(open(file)).rejects.toMatchObject({ code: "store-corrupt" });
    const after = new DatabaseSync(file);
    expect(after.prepare("SELECT name FROM sqlite_schema").all()).toEqual([{ name: "theirs" }]);
    after.close();
  });

  test("a text file is refused and left as it was", async () => {
    using scratch = new ScratchDirectory();
    const file = `${scratch.path}/notes.txt`;
    writeFileSync(file, "remember the milk\n".repeat(100));
    await expect(open(file)).rejects.toMatchObject({ code: "store-corrupt" });
    expect(readFileSync(file, "utf8")).toBe("remember the milk\n".repeat(100));
  });

  test("a store of a newer version is refused with what to do", async () => {
    using scratch = new ScratchDirectory();
    await warmUp(scratch.file);
    const { DatabaseSync } = await import("node:sqlite");
    const newer = new DatabaseSync(scratch.file);
    newer.exec("PRAGMA user_version = 99");
    newer.close();
    await expect(open(scratch.file)).rejects.toMatchObject({
      code: "store-too-new",
      message: expect.stringContaining("update Legate"),
    });
  });

  test("a directory that cannot be made is refused with the reason and a way out", async () => {
    using scratch = new ScratchDirectory();
    writeFileSync(`${scratch.path}/file`, "");
    await expect(open(`${scratch.path}/file/state/store.db`)).rejects.toMatchObject({
      code: "state-dir-unusable",
      message: expect.stringMatching(/ENOTDIR.*LEGATE_STATE_DIR/),
    });
  });
});

test("the store and its companions are their owner's alone", async () => {
  using scratch = new ScratchDirectory();
  await using store = await open(scratch.file);
  await store.commit({});
  expect(statSync(`${scratch.path}/state`).mode & 0o777).toBe(0o700);
  for (const suffix of ["", "-wal", "-shm"]) {
    expect(statSync(scratch.file + suffix).mode & 0o777).toBe(0o600);
  }
});

/** A store with a few records in it; gives their lines. */
async function warmUp(file: string): Promise<string[]> {
  await startChild(["own", file, "3"]).lines;
  return keptIn(file);
}
