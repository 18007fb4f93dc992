import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { aCommand, aWorkspace, sandbox } from "./a-sandbox.ts";
import { EVASIONS, evasionArgv, loiterers } from "./evasions.ts";
import { IDENTITIES, type ReadableCopy, readableCopy } from "./identities.ts";

const workspace = aWorkspace();
let copy: ReadableCopy;
beforeAll(async () => {
  copy = readableCopy();
  await sandbox.report();
});
afterAll(() => {
  copy.remove();
  workspace.remove();
});

let tokens = 0;
const aToken = () => `loiterer-${process.pid}-${tokens++}`;

describe("nothing is left of a cancelled command that", () => {
  test.each(EVASIONS)("$name", async ({ code }) => {
    const token = aToken();
    const stop = new AbortController();
    let seen = 0;
    const onOutput = () => {
      seen = loiterers(token).length;
      stop.abort();
    };
    const outcome = await sandbox.run(aCommand(workspace, evasionArgv(code, token)), {
      signal: stop.signal,
      onOutput,
    });
    expect(outcome.ending).toBe("aborted");
    expect(seen, "it was running before").toBeGreaterThan(0);
    expect(loiterers(token)).toEqual([]);
  });

  test("was cancelled while its sandbox was being built", async () => {
    const token = aToken();
    const [, , , , crowd] = EVASIONS;
    for (let delay = 0; delay < 12; delay += 0.5) {
      const run = sandbox.run(aCommand(workspace, evasionArgv(crowd.code, token)), {
        signal: abortAfter(delay),
      });
      expect((await run).ending).toBe("aborted");
      expect(loiterers(token)).toEqual([]);
    }
  });
});

test("killing the process group instead leaves some of them: the attempt is real", async () => {
  const token = aToken();
  for (const { code } of EVASIONS) {
    const [program = "", ...args] = evasionArgv(code, token);
    const child = spawn(program, args, { detached: true, stdio: ["ignore", "pipe", "ignore"] });
    await once(child.stdout, "data");
    if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
    await once(child, "exit");
  }
  await sleep(50);
  const left = loiterers(token);
  for (const pid of left) process.kill(pid, "SIGKILL");
  expect(left.length).toBeGreaterThan(0);
});

describe.each(IDENTITIES)("when the driver, run by $name, is killed with SIGKILL", (identity) => {
  test("nothing is left of any of them", async () => {
    const token = aToken();
    const driver = copy.start(identity, "tree-driver.ts", [`=${token}`, ...EVASIONS.map(({ code }) => code)]);
    await heard(driver.stdout, "up", EVASIONS.length);
    expect(loiterers(token).length, "they were running before").toBeGreaterThan(EVASIONS.length);
    driver.kill("SIGKILL");
    expect(await leftWithin(1_000, token)).toEqual([]);
  });

  test("nothing is left of a command whose sandbox was being built", async () => {
    const token = aToken();
    for (const delay of [0, 2, 4, 7]) {
      const driver = copy.start(identity, "tree-driver.ts", [`=${token}`, EVASIONS[4].code]);
      await heard(driver.stdout, "ready", 1);
      await sleep(delay);
      driver.kill("SIGKILL");
      expect(await leftWithin(1_000, token)).toEqual([]);
    }
  });
});

function abortAfter(delayMs: number): AbortSignal {
  const stop = new AbortController();
  setTimeout(() => stop.abort(), delayMs);
  return stop.signal;
}

async function heard(stream: NodeJS.ReadableStream | null, word: string, times: number): Promise<void> {
  let text = "";
  for await (const chunk of stream ?? []) {
    text += String(chunk);
    if (text.split(`${word}\n`).length > times) return;
  }
  throw new Error(`the driver ended without saying ${word} ${times} times: ${text}`);
}

/** What is left at the end of the time, or nothing as soon as nothing is. */
async function leftWithin(milliseconds: number, token: string): Promise<readonly number[]> {
  const until = performance.now() + milliseconds;
  for (;;) {
    const left = loiterers(token);
    if (left.length === 0 || performance.now() > until) return left;
    await sleep(10);
  }
}
