import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readFile as readWhole, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { canonicalPath } from "../src/adapters/coding-tools/canonical-path.ts";
import { type Place, placeOf } from "../src/adapters/coding-tools/place.ts";
import { openRegular } from "../src/adapters/coding-tools/regular-file.ts";
import { replaceFile } from "../src/adapters/coding-tools/replace-file.ts";
import { ToolProblem } from "../src/adapters/coding-tools/tool-problem.ts";

export interface PathRace {
  /** Reads by the anchored walk while the race went on; every sixteenth try also wrote. */
  readonly tries: number;
  /** How many of them reached the file inside: a race in which nothing succeeds shows nothing. */
  readonly reachedInside: number;
  /** Tries that read or wrote the outside file. Must be 0. */
  readonly escapes: number;
  /** Tries by realpath-then-open: as many, and more (at most tenfold) until one escapes. */
  readonly controlTries: number;
  /** Must not be 0, or the race was none. */
  readonly controlEscapes: number;
  /** 1 when something escaped, or the race was none. */
  readonly failed: number;
}

/**
 * Races the file tools against a process that swaps a directory of the workspace for a link to a
 * folder outside, as fast as it can.
 */
export async function run({ count = 100_000 }: { readonly count?: number } = {}): Promise<PathRace> {
  const base = await mkdtemp(join(await realpath(tmpdir()), "legate-race-"));
  const attacker = await plant(base);
  try {
    const root = join(base, "ws");
    const place = placeOf({ kind: "directory", root, mounts: [{ path: root, mode: "rw" }] });
    const control = await naiveRace(root, count);
    const ours = await tally(count, (index) => ourTry(place, index));
    const overwritten = (await readWhole(join(base, "outside/file"), "utf8")) === "outside" ? 0 : 1;
    if (attacker.exitCode !== null) throw new Error("The swapping process died, so this was no race.");
    const escapes = ours.outside + overwritten;
    return {
      tries: count,
      reachedInside: ours.inside,
      escapes,
      failed: escapes > 0 || ours.inside === 0 || control.outside === 0 ? 1 : 0,
      controlTries: control.tries,
      controlEscapes: control.outside,
    };
  } finally {
    if (attacker.kill("SIGKILL")) await once(attacker, "exit");
    await rm(base, { recursive: true, force: true });
  }
}

/** `ws/dir` is by turns a directory and a link to `outside`; both hold a `file`. */
async function plant(base: string): Promise<ChildProcess> {
  for (const [folder, content] of [
    ["ws/dir", "inside"],
    ["outside", "outside"],
  ] as const) {
    await mkdir(join(base, folder), { recursive: true });
    await writeFile(join(base, folder, "file"), content);
  }
  await symlink(join(base, "outside"), join(base, "ws/link"));
  const swap = `
    const { renameSync } = require("node:fs");
    process.chdir(${JSON.stringify(join(base, "ws"))});
    console.log("swapping");
    for (;;) {
      renameSync("dir", "kept"); renameSync("link", "dir");
      renameSync("dir", "link"); renameSync("kept", "dir");
    }`;
  const attacker = spawn(process.execPath, ["-e", swap], { stdio: ["ignore", "pipe", "ignore"] });
  await once(attacker.stdout, "data"); // a race before it swaps would be none
  return attacker;
}

/** A write waits for the disk twice, during which the race stands still for us. */
const WRITE_EVERY = 16;

type Seen = "inside" | "outside" | "nothing";

/** Several at once, as calls of a turn are: queueing between two steps of one makes its window wider. */
const AT_ONCE = 8;

async function tally(count: number, attempt: (index: number) => Promise<Seen>) {
  const seen = { inside: 0, outside: 0, nothing: 0 };
  for (let index = 0; index < count; index += AT_ONCE) {
    const batch = Array.from({ length: Math.min(AT_ONCE, count - index) }, (_, offset) =>
      attempt(index + offset),
    );
    for (const what of await Promise.all(batch)) seen[what] += 1;
  }
  return seen;
}

async function ourTry(place: Place, index: number): Promise<Seen> {
  try {
    const path = await canonicalPath(place, "dir/file");
    const { handle } = await openRegular(place, path);
    await using file = handle;
    const seen = seenIn(await file.readFile("utf8"));
    if (index % WRITE_EVERY === 0) {
      await replaceFile(place, path, Buffer.from("inside"), { key: `race:${index}`, mustExist: true });
    }
    return seen;
  } catch (error) {
    if (!(error instanceof ToolProblem)) throw error;
    return "nothing";
  }
}

const MOST_ROUNDS = 10;

async function naiveRace(root: string, count: number): Promise<{ tries: number; outside: number }> {
  const sum = { tries: 0, outside: 0 };
  for (let round = 0; round < MOST_ROUNDS && sum.outside === 0; round++) {
    sum.outside += (await tally(count, () => naiveRead(root))).outside;
    sum.tries += count;
  }
  return sum;
}

/** What must not be done: ask for the real path, compare, then open by name. */
async function naiveRead(root: string): Promise<Seen> {
  try {
    const path = await realpath(join(root, "dir/file"));
    if (!path.startsWith(`${root}/`)) return "nothing";
    return seenIn(await readWhole(path, "utf8"));
  } catch {
    return "nothing";
  }
}

function seenIn(content: string): Seen {
  return content === "outside" ? "outside" : "inside";
}
