import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, expect, test } from "vitest";
import { checkMounted } from "../../../src/adapters/bubblewrap/check-mounted.ts";
import { createBubblewrapSandbox } from "../../../src/adapters/bubblewrap/sandbox.ts";
import { runCommand } from "../../../src/adapters/coding-tools/run-command.ts";
import { isFailure } from "../../../src/ports/failure.ts";
import { call } from "../coding-tools/scratch.ts";
import { aCommand, aWorkspace, sandbox } from "./a-sandbox.ts";
import { loiterers } from "./evasions.ts";

const workspace = aWorkspace();
afterAll(workspace.remove);

const TOKEN = `half-built-${process.pid}`;

test("a command whose bubblewrap somebody kills while it is building ends, and says so", async () => {
  const { doomed, doom } = await aDoomedSandbox();
  doom();
  const failure = await doomed.run(commandFor(TOKEN)).catch((error: unknown) => error);
  expect(isFailure(failure, "sandbox-unavailable")).toBe(true);
  expect(String(failure)).toContain("bubblewrap was ended by SIGKILL. Run it again.");
  expect(loiterers(TOKEN), "what it left, which waits with our pipes open").toEqual([]);
  expect(existsSync(`${workspace.path}/ran`)).toBe(false);
  expect(await doomed.run(commandFor(TOKEN)), "the next one").toMatchObject({ exitCode: 0 });
});

test("its worker is told, and goes on: the next command may be luckier", async () => {
  const { doomed, doom } = await aDoomedSandbox();
  const mounts = [{ path: workspace.path, mode: "rw" }] as const;
  const scope = { workspace: { kind: "directory", root: workspace.path, mounts } } as const;
  doom();
  const told = await call(runCommand({ sandbox: doomed }), { argv: ["true"] }, scope);
  expect(told).toMatchObject({ status: "error", text: expect.stringContaining("Run it again.") });
  expect(await call(runCommand({ sandbox: doomed }), { argv: ["true"] }, scope)).toMatchObject({
    status: "ok",
  });
});

test("the real one, killed at any moment of its building, leaves nothing and lets nobody wait", async () => {
  await sandbox.report();
  for (let delay = 0; delay < 12; delay += 0.25) {
    const run = sandbox.run(aCommand(workspace, ["/bin/sh", "-c", "sleep 60", TOKEN]));
    const ending = run.catch((error: unknown) => error);
    await sleep(delay);
    while (!killBubblewraps()) await sleep(0);
    const outcome = await Promise.race([ending, sleep(5_000, "it waits for ever")]);
    expect(isFailure(outcome, "sandbox-unavailable") || isKilled(outcome), String(outcome)).toBe(true);
    expect(loiterers(TOKEN)).toEqual([]);
  }
}, 60_000);

test("a sandbox that has ended is not taken for one whose folders were exchanged", async () => {
  const ended = spawn("true");
  const { pid = 0 } = ended;
  while (!readFileSync(`/proc/${pid}/stat`, "utf8").includes(") Z ")); // this process collects it later
  const mount = { source: "/x", at: "/x", mode: "ro", kind: "folder", identity: "1:1" } as const;
  expect(checkMounted(pid, [mount])).toBe(false);
  expect(() => checkMounted(process.pid, [mount]), "of one that is there").toThrow("was exchanged");
  await once(ended, "exit");
});

const commandFor = (token: string) => aCommand(workspace, ["/bin/sh", "-c", "echo >ran", token]);

/** Its self-test is over; the next command after `doom` is the unlucky one. */
async function aDoomedSandbox() {
  const flag = `${workspace.path}/doom`;
  const doomed = createBubblewrapSandbox({ hidden: [], bwrap: [aBwrapThatDiesOnce(flag)] });
  await doomed.report();
  return { doomed, doom: () => writeFileSync(flag, "") };
}

/** Builds as bubblewrap does, but for one time in which it dies and leaves a process that waits. */
function aBwrapThatDiesOnce(doom: string): string {
  const path = `${workspace.path}/dying-bwrap`;
  const waiter = `/bin/sh -c 'while :; do sleep 1; done' "$@" & kill -KILL $$`;
  const version = `if [ "$1" = --version ]; then exec /usr/bin/bwrap --version; fi`;
  writeFileSync(
    path,
    `#!/bin/sh\n${version}\nif rm ${doom} 2>/dev/null; then ${waiter}; fi\nexec /usr/bin/bwrap "$@"\n`,
  );
  chmodSync(path, 0o755);
  return path;
}

/** Those that this process started itself, not their children. */
function killBubblewraps(): boolean {
  const children = readdirSync("/proc/self/task").flatMap((task) =>
    readFileSync(`/proc/self/task/${task}/children`, "utf8").split(" ").filter(Boolean),
  );
  const ours = children.filter((pid) => readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(TOKEN));
  for (const pid of ours) process.kill(Number(pid), "SIGKILL");
  return ours.length > 0;
}

function isKilled(outcome: unknown): boolean {
  return typeof outcome === "object" && outcome !== null && "exitCode" in outcome && outcome.exitCode === 137;
}
