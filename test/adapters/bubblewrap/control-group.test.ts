import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { ControlGroup } from "../../../src/adapters/bubblewrap/control-group.ts";
import { findGroupHomes } from "../../../src/adapters/bubblewrap/group-home.ts";
import { collectLeftovers, groupNames } from "../../../src/adapters/bubblewrap/leftover-groups.ts";

// Folders with plain files, in place of a kernel's: what is looked at and written, on kinds of machine that
// the tests do not run on. What a real kernel makes of it is in limits.test.ts.
const root = mkdtempSync(join(tmpdir(), "legate-groups-"));
afterAll(() => rmSync(root, { recursive: true }));

let machines = 0;

function aMachine(files: Readonly<Record<string, string>>): string {
  const at = join(root, `machine-${machines++}`);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(at, name)), { recursive: true });
    writeFileSync(join(at, name), text);
  }
  return at;
}

const unified = (at: string, own: string) => (path: string) =>
  path.endsWith("mountinfo") ? `30 1 0:26 / ${at} rw,nosuid - cgroup2 cgroup2 rw\n` : `0::${own}\n`;

const delegated = {
  "unit/cgroup.procs": "",
  "unit/cgroup.subtree_control": "memory pids\n",
  "unit/driver/cgroup.procs": "1\n",
  "unit/driver/cgroup.subtree_control": "\n",
  "unit/driver/memory.max": "max\n",
};

describe("the place for control groups of version 2", () => {
  test("is our own group where it hands memory and pids on", () => {
    const at = aMachine({ "own/cgroup.procs": "", "own/cgroup.subtree_control": "cpu memory pids\n" });
    expect(findGroupHomes(unified(at, "/own"))).toEqual([
      { version: 2, folder: join(at, "own"), controllers: ["memory", "pids"] },
    ]);
  });

  test("is beside us in a unit that was delegated to us, but not to escape a limit of our own", () => {
    const free = aMachine(delegated);
    expect(findGroupHomes(unified(free, "/unit/driver"))?.[0]?.folder).toBe(join(free, "unit"));
    const limited = aMachine({ ...delegated, "unit/driver/memory.max": "1073741824\n" });
    expect(findGroupHomes(unified(limited, "/unit/driver"))).toBeUndefined();
  });

  test("is nowhere without both controllers, outside what is mounted, and without any groups", () => {
    const half = aMachine({ "own/cgroup.procs": "", "own/cgroup.subtree_control": "pids\n" });
    expect(findGroupHomes(unified(half, "/own"))).toBeUndefined();
    expect(readFileSync(join(half, "own/cgroup.subtree_control"), "utf8"), "it was asked for").toBe(
      "+memory",
    );
    expect(findGroupHomes(unified(half, "/../elsewhere"))).toBeUndefined();
    expect(findGroupHomes(() => "")).toBeUndefined();
  });
});

test("version 1 needs a place in the hierarchies of both controllers, which may be one", () => {
  const at = aMachine({ "memory/own/cgroup.procs": "", "pids/cgroup.procs": "" });
  const mount = (names: string, folder: string) =>
    `30 1 0:26 / ${at}/${folder} rw - cgroup cgroup rw,${names}\n`;
  const reading = (mounts: string, groups: string) => (path: string) =>
    path.endsWith("mountinfo") ? mounts : groups;
  const two = reading(mount("memory", "memory") + mount("pids", "pids"), "4:memory:/own\n8:pids:/\n");
  expect(findGroupHomes(two)).toEqual([
    { version: 1, folder: join(at, "memory/own"), controllers: ["memory"] },
    { version: 1, folder: join(at, "pids"), controllers: ["pids"] },
  ]);
  const one = reading(mount("memory,pids", "memory"), "4:memory,pids:/own\n");
  expect(findGroupHomes(one)?.map(({ controllers }) => controllers)).toEqual([["memory", "pids"]]);
  expect(findGroupHomes(reading(mount("memory", "memory"), "4:memory:/own\n"))).toBeUndefined();
});

describe("a group of version 2", () => {
  const home = {
    version: 2,
    folder: aMachine({ "cgroup.procs": "" }),
    controllers: ["memory", "pids"],
  } as const;
  const path = join(home.folder, "legate-1");
  const read = (name: string) => readFileSync(join(path, name), "utf8");

  test("gets limits that leave room for what is ours, takes a process, and tells what was hit", () => {
    const group = new ControlGroup([home], "legate-1", { memoryMb: 2, pids: 10 });
    expect([read("memory.max"), read("pids.max")]).toEqual(["2097152", "12"]);
    expect(group.entering(["bwrap", "x"])).toEqual(["bwrap", "x"]);
    group.add(77);
    expect(read("cgroup.procs")).toBe("77");
    const events = (oom: number, max: number) => {
      writeFileSync(join(path, "memory.events"), `low 0\noom 9\noom_kill ${oom}\noom_group_kill 0\n`);
      writeFileSync(join(path, "pids.events"), `max ${max}\n`);
      return group.hits();
    };
    expect(events(0, 0)).toEqual([]);
    expect(events(1, 3)).toEqual(["memoryMb", "pids"]);
  });

  test("that cannot be made leaves nothing", () => {
    const gone = { ...home, folder: join(home.folder, "gone") };
    const bare = { ...home, controllers: [] };
    expect(() => new ControlGroup([bare, gone], "legate-2", { memoryMb: 1, pids: 1 })).toThrow("ENOENT");
    expect(existsSync(join(home.folder, "legate-2"))).toBe(false);
  });
});

test("only empty groups of processes that are gone are collected, by a name that tells whose they are", () => {
  const home = { version: 2, folder: aMachine({ "cgroup.procs": "" }), controllers: [] } as const;
  const mine = groupNames()();
  const [prefix, namespace] = mine.split("-");
  const dead = `${prefix}-${namespace}-${process.pid}-1-0a`; // our number, at another time
  const stranger = `${prefix}-1-${process.pid}-1-0a`;
  for (const name of [mine, dead, stranger, "user.slice"]) mkdirSync(join(home.folder, name));
  collectLeftovers([home]);
  const left = [mine, dead, stranger, "user.slice"].filter((name) => existsSync(join(home.folder, name)));
  expect(left).toEqual([mine, stranger, "user.slice"]);
});
