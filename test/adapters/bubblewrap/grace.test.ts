import { existsSync, readFileSync, rmSync } from "node:fs";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { SandboxCommand, SandboxOutcome } from "../../../src/ports/sandbox.ts";
import { aCommand, aWorkspace, sandbox } from "./a-sandbox.ts";
import { loiterers } from "./evasions.ts";

const workspace = aWorkspace();
const farewell = `${workspace.path}/farewell`;
beforeAll(() => sandbox.report());
beforeEach(() => rmSync(farewell, { force: true }));
afterAll(workspace.remove);

/** Aborted as soon as it says that it is up. The shell's name argument marks its processes. */
async function aborted(code: string, rest: Partial<SandboxCommand> = {}): Promise<SandboxOutcome> {
  const stop = new AbortController();
  const command = aCommand(workspace, ["/bin/sh", "-c", code, TOKEN], rest);
  return sandbox.run(command, { signal: stop.signal, onOutput: () => stop.abort() });
}

const TOKEN = `grace-${process.pid}`;
// It waits with `wait`: a shell that has just been told to end when it starts a program waits for that first.
const TIDY = `trap 'echo bye > farewell; exit 3' TERM; sleep 60 & echo up; wait`;
const STUBBORN = `trap '' TERM; echo up; while :; do sleep 60; done`;

describe("a command that is cancelled", () => {
  test("may tidy up when it listens to SIGTERM, and ends as it wants to", async () => {
    expect(await aborted(TIDY)).toMatchObject({ ending: "aborted", exitCode: 3 });
    expect(readFileSync(farewell, "utf8")).toBe("bye\n");
  });

  test("gets no such time where none is given", async () => {
    expect(await aborted(TIDY, { graceMs: 0 })).toMatchObject({ ending: "aborted", exitCode: 137 });
    expect(existsSync(farewell)).toBe(false);
  });

  test("is gone after the grace when it does not listen, with everything it started", async () => {
    const outcome = await aborted(STUBBORN, { graceMs: 200 });
    expect(outcome).toMatchObject({ ending: "aborted", exitCode: 137 });
    expect(loiterers(TOKEN)).toEqual([]);
  });

  test("does not outlive its time because of the grace", async () => {
    const outcome = await aborted(STUBBORN, { graceMs: 600_000, timeoutMs: 1_000 });
    expect(outcome).toMatchObject({ ending: "aborted", exitCode: 137 });
    expect(loiterers(TOKEN)).toEqual([]);
  });

  test("ends at once when it does nothing about it, however long the grace", async () => {
    const outcome = await aborted("echo up; sleep 60", { graceMs: 600_000 });
    expect(outcome).toMatchObject({ ending: "aborted", exitCode: 143 });
  });
});
