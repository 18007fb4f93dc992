import { once } from "node:events";
import { readdirSync } from "node:fs";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findGroupHomes } from "../../../src/adapters/bubblewrap/group-home.ts";
import { holdersThatHeld } from "../../../src/adapters/bubblewrap/limit-probe.ts";
import { limitGaps, limitsInForce } from "../../../src/adapters/bubblewrap/limits-in-force.ts";
import { createBubblewrapSandbox } from "../../../src/adapters/bubblewrap/sandbox.ts";
import { DEFAULT_COMMAND_LIMITS } from "../../../src/core/worker/command-limits.ts";
import { isFailure } from "../../../src/ports/failure.ts";
import { aCommand, aWorkspace, sandbox } from "./a-sandbox.ts";
import { EVASIONS, evasionArgv } from "./evasions.ts";
import { IDENTITIES, type Identity, type ReadableCopy, readableCopy } from "./identities.ts";
import type { LimitCase, LimitResults } from "./limits-driver.ts";

const workspace = aWorkspace();
let copy: ReadableCopy;
beforeAll(() => {
  copy = readableCopy();
});
afterAll(() => {
  copy.remove();
  workspace.remove();
});

/** Each runs into its limit in the first, and does not in the second: the attempt is real. */
const KEPT = "head -c 629145600 /dev/zero | tail -c 629145600 | wc -c";
const CROWD = "i=0; while [ $i -lt 90 ]; do sleep 3 >/dev/null & i=$((i+1)); echo $i; done | tail -n 1";
const LARGE = "f=$(mktemp ./XXXXXX); head -c 3000000 /dev/zero > $f; wc -c < $f";
const BUSY = "while :; do :; done";
const BUSY_CHILDREN = "while :; do sh -c 'i=0; while [ $i -lt 30000 ]; do i=$((i+1)); done'; done";
const FILL =
  "f=$(mktemp ./XXXXXX); for i in 1 2 3 4 5 6; do head -c 20000000 /dev/zero > $f; done; sleep 2; echo filled";
const FLOOD = "head -c 300000 /dev/zero; sleep 1";

const CASES = {
  memory: { script: KEPT, limits: { memoryMb: 200 } },
  memoryControl: { script: KEPT, limits: { memoryMb: 2000 } },
  pids: { script: CROWD, limits: { pids: 40 } },
  pidsControl: { script: CROWD, limits: { pids: 200 } },
  fileSize: { script: LARGE, limits: { fileSizeMb: 1 } },
  fileSizeControl: { script: LARGE, limits: { fileSizeMb: 4 } },
  cpu: { script: BUSY, limits: { cpuSeconds: 1 } },
  cpuOfMany: { script: BUSY_CHILDREN, limits: { cpuSeconds: 1 } },
  disk: { script: FILL, limits: { diskMb: 50 } },
  diskControl: { script: FILL, limits: { diskMb: 500 } },
  output: { script: FLOOD, limits: { outputKb: 100 } },
  outputControl: { script: FLOOD, limits: { outputKb: 400 } },
} satisfies Readonly<Record<string, LimitCase>>;

describe.each(IDENTITIES)("a command, run by $name,", (identity) => {
  let report: LimitResults["report"];
  const outcomes = new Map<string, LimitResults["outcomes"][number]>();
  const outcome = (name: keyof typeof CASES) => outcomes.get(name);
  beforeAll(async () => {
    const results = await runAs(identity, Object.values(CASES));
    report = results.report;
    Object.keys(CASES).forEach((name, index) => {
      const one = results.outcomes[index];
      if (one !== undefined) outcomes.set(name, one);
    });
  }, 60_000);

  test("is held to every limit, and the report says by what", () => {
    expect(report.enforced.limits).toBe(true);
    expect(Object.values(report.limits)).not.toContain("none");
    expect(report.limits).toMatchObject({ cpuSeconds: "watch", fileSizeMb: "rlimit", diskMb: "watch" });
  });

  test("does not get more memory", () => {
    expect(outcome("memoryControl")?.said).toBe("629145600\n");
    expect(Number.parseInt(outcome("memory")?.said ?? "", 10)).not.toBe(629145600);
    const counted = report.limits.memoryMb === "cgroup";
    const hit = counted ? { limit: "memoryMb", most: 200, killed: true } : undefined;
    expect(outcome("memory")?.limit).toEqual(hit);
  });

  test("does not get more processes", () => {
    expect(outcome("pidsControl")?.said).toBe("90\n");
    const got = Number.parseInt(outcome("pids")?.said ?? "", 10);
    expect(got).toBeGreaterThan(20);
    expect(got).toBeLessThanOrEqual(40);
    const counted = report.limits.pids === "cgroup";
    expect(outcome("pids")?.limit).toEqual(counted ? { limit: "pids", most: 40, killed: false } : undefined);
  });

  test("does not write a larger file", () => {
    expect(outcome("fileSizeControl")?.said).toBe("3000000\n");
    expect(outcome("fileSize")?.said).toContain("1048576\n");
  });

  test("does not use more processor time, be it in one process or in many", () => {
    const hit = { limit: "cpuSeconds", most: 1, killed: true };
    expect(outcome("cpu")).toMatchObject({ ending: "signalled", limit: hit });
    expect(outcome("cpuOfMany")).toMatchObject({ ending: "signalled", limit: hit });
  });

  test("does not write more to disk, be it to one file again and again", () => {
    expect(outcome("diskControl")?.said).toBe("filled\n");
    const hit = { limit: "diskMb", most: 50, killed: true };
    expect(outcome("disk")).toMatchObject({ ending: "signalled", exitCode: 137, limit: hit });
  });

  test("does not print more", () => {
    expect(outcome("outputControl")).toMatchObject({ ending: "exited", exitCode: 0 });
    const hit = { limit: "outputKb", most: 100, killed: true };
    expect(outcome("output")).toMatchObject({ ending: "signalled", exitCode: 137, limit: hit });
  });
});

test("a program that is killed for the size of its file is told as such, where it was the command itself", async () => {
  const run = aCommand(workspace, ["/usr/bin/head", "-c", "3000000", "/dev/zero"], {
    limits: { fileSizeMb: 1 },
  });
  const script = ["/bin/sh", "-c", "exec head -c 3000000 /dev/zero > large"];
  expect(await sandbox.run(run)).not.toHaveProperty("limit");
  const outcome = await sandbox.run({ ...run, argv: script });
  expect(outcome.limit).toEqual({ limit: "fileSizeMb", most: 1, killed: true });
});

describe("control groups", () => {
  const present = () => (findGroupHomes() ?? []).flatMap(({ folder }) => readdirSync(folder)).filter(isOurs);
  const isOurs = (name: string) => name.startsWith("legate-");

  test("are made for each command and gone after it, and those of a killed driver are collected", async () => {
    const driver = copy.start(IDENTITIES[0] ?? ROOT, "tree-driver.ts", ["=token", EVASIONS[0].code]);
    for await (const chunk of driver.stdout ?? []) if (String(chunk).includes("up\n")) break;
    const its = () => present().filter((name) => name.includes(`-${driver.pid}-`));
    const isGrouped = (await sandbox.report()).limits.memoryMb === "cgroup";
    expect(its().length > 0, "the attempt is real").toBe(isGrouped);
    driver.kill("SIGKILL");
    await once(driver, "exit");
    const leftAfterNextStart = async () => {
      await createBubblewrapSandbox({ hidden: [] }).run(aCommand(workspace, ["true"]));
      return its();
    };
    await expect.poll(leftAfterNextStart, { timeout: 10_000 }).toEqual([]); // its processes are dying meanwhile
  });

  test("do not outlive a command that leaves its session and is cancelled", async () => {
    const stop = new AbortController();
    const argv = evasionArgv(EVASIONS[5].code, "grouped");
    const outcome = await sandbox.run(aCommand(workspace, argv), {
      signal: stop.signal,
      onOutput: () => stop.abort(),
    });
    expect(outcome.ending).toBe("aborted");
    expect(present().filter((name) => name.includes(`-${process.pid}-`))).toEqual([]);
  });
});

describe("the self-test of limits", () => {
  const HELD = "control 1048576\nmemory 0\nfile 1048576\ncpu 7\npids 1\npids 19\n";

  test("believes what is there to hold them as far as the probe did not get past it", () => {
    expect(holdersThatHeld(limitHolders(), HELD)).toEqual(limitHolders());
  });

  test.each([
    ["memoryMb", HELD.replace("memory 0", "memory 100663296")],
    ["memoryMb", HELD.replace("control 1048576", "control 0")],
    ["fileSizeMb", HELD.replace("file 1048576", "file 2097152")],
    ["cpuSeconds", HELD.replace("cpu 7", "cpu unlimited")],
    ["pids", HELD.replace("pids 19", "pids 40")],
    ["pids", HELD.replaceAll(/pids.*\n/g, "")],
  ] as const)("says that nothing holds %s when the probe printed otherwise", (limit, said) => {
    expect(holdersThatHeld(limitHolders(), said)).toEqual({ ...limitHolders(), [limit]: "none" });
  });
});

describe("a limit that was asked for by name and that nothing holds", () => {
  test("is a gap with its fix; a default that nothing holds is none", () => {
    const holders = { ...limitHolders(), pids: "none" } as const;
    expect(limitGaps({ pids: 10 }, holders)[0]?.fix).toContain("Delegate=yes");
    expect(limitGaps({ memoryMb: 10 }, holders)).toEqual([]);
    expect(limitGaps({}, holders)).toEqual([]);
  });

  test("is refused, whoever named it: the operator or the command", async () => {
    const isRoot = process.getuid?.() === 0; // whose processes only a group counts
    const ungrouped = { hidden: [], useControlGroups: false };
    const configured = createBubblewrapSandbox({ ...ungrouped, limits: { pids: 100 } });
    expect((await configured.report()).enforced.limits).toBe(!isRoot);
    const plain = createBubblewrapSandbox(ungrouped);
    expect((await plain.report()).enforced.limits).toBe(true);
    const named = aCommand(workspace, ["true"], { limits: { pids: 100 } });
    for (const refusing of [configured, plain]) {
      const answer = await refusing.run(named).catch((error: unknown) => error);
      if (isRoot)
        expect(isFailure(answer, "sandbox-unavailable") && answer.message).toContain("sandbox.pids");
      else expect(answer).toMatchObject({ exitCode: 0 });
    }
    expect(await plain.run(aCommand(workspace, ["true"]))).toMatchObject({ exitCode: 0 });
  });
});

test("a limit that is no number is refused before anything runs", () => {
  const configured = (pids: number) => () => createBubblewrapSandbox({ hidden: [], limits: { pids } });
  expect(configured(Number.NaN)).toThrow("limits.pids is NaN");
  expect(configured(10)).not.toThrow();
});

test("a command lowers what is configured, and what is configured replaces a default", () => {
  expect(limitsInForce({})).toEqual(DEFAULT_COMMAND_LIMITS);
  expect(limitsInForce({ memoryMb: 9000 }).memoryMb).toBe(9000);
  expect(limitsInForce({ memoryMb: 9000 }, { memoryMb: 9001, pids: 5 })).toMatchObject({
    memoryMb: 9000,
    pids: 5,
  });
});

const ROOT: Identity = { name: "root", prefix: [] };

function limitHolders() {
  return {
    memoryMb: "rlimit",
    pids: "rlimit",
    cpuSeconds: "watch",
    fileSizeMb: "rlimit",
    diskMb: "watch",
    outputKb: "watch",
  } as const;
}

async function runAs(identity: Identity, cases: readonly LimitCase[]): Promise<LimitResults> {
  const driver = copy.start(identity, "limits-driver.ts", [JSON.stringify(cases)]);
  return JSON.parse(driver.stdout === null ? "" : await text(driver.stdout));
}
