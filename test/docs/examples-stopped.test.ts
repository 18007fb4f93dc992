import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startFakeOpenAi } from "../../src/testing/fake-openai.ts";
import { processesWith } from "../support/processes.ts";
import { copiedExamples } from "./copied-examples.ts";

let scratch: string;
beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), "legate-stopped-"));
});
afterEach(() => rmSync(scratch, { recursive: true, force: true }));

const env = () => ({ PATH: process.env["PATH"], HOME: "/nonexistent", TMPDIR: scratch });

test.each([
  { name: "issue-to-patch", at: "code 1 begins" },
  { name: "ci-fixer", at: "ci begins" },
  { name: "research-fan-out", at: "read 1 begins" },
  { name: "migration", at: "move 2 of 50" },
])(
  "Ctrl-C ends the example $name, and leaves no process and no folder",
  { timeout: 120_000 },
  async ({ name, at }) => {
    await expectStopped(`examples/${name}.ts`, at);
  },
);

test("Ctrl-C ends an example whose provider says nothing", { timeout: 120_000 }, async () => {
  using copy = copiedExamples();
  copy.edit("research-fan-out.ts", "const model = offline;", 'const model = "openai/gpt-5.2";');
  await using server = await startFakeOpenAi(() => ({ text: "I will look", cutAfter: 2, hang: true }));
  const provider = { OPENAI_API_KEY: "sk-test", OPENAI_BASE_URL: `${server.origin}/v1` };
  await expectStopped(copy.path("research-fan-out.ts"), "divide begins", provider);
});

/** Ctrl-C at the line that has these words: it ends soon, and nothing of it stays. */
async function expectStopped(file: string, at: string, more: Readonly<Record<string, string>> = {}) {
  const child = spawn(process.execPath, [file], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...env(), ...more },
  });
  const ended = new Promise<number | null>((done) => child.on("exit", done));
  const lines: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    if (!lines.some((one) => one.includes(at)) && line.includes(at)) child.kill("SIGINT");
    lines.push(line);
  }
  expect(await ended).toBe(1);
  expect(lines.join("\n")).toMatch(/^cancelled: .*Ctrl-C/m);
  expect(processesWith(scratch)).toEqual([]);
  expect(readdirSync(scratch)).toEqual([]);
}

test.each([
  { does: "says yes", keys: "y\r", lands: true },
  { does: "says no", keys: "n\r", lands: false },
  { does: "presses Ctrl-C", keys: "\u0003", lands: false },
  { does: "presses Ctrl-D", keys: "\u0004", lands: false },
])(
  "at a terminal the CI fixer asks, and lands only after a yes: somebody $does",
  { timeout: 120_000 },
  async ({ keys, lands }) => {
    const command = `"${process.execPath}" examples/ci-fixer.ts`;
    const child = spawn("script", ["-qec", command, "/dev/null"], { stdio: "pipe", env: env() });
    const ended = new Promise<number | null>((done) => child.on("exit", done));
    let said = "";
    for await (const piece of child.stdout.setEncoding("utf8")) {
      const asksNow = !said.includes("[y/N]") && (said + piece).includes("[y/N]");
      said += piece;
      if (asksNow) child.stdin.write(keys);
    }
    expect(said).toMatch(lands ? /Make CI green again/ : /approval-denied[\s\S]*nothing lands/);
    expect(await ended).toBe(lands ? 0 : 1);
    expect(readdirSync(scratch)).toEqual([]);
  },
);
