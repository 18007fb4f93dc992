import { spawn } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startScriptedOpenAi } from "../support/scripted-openai.ts";
import { expectPrinted } from "./printed.ts";

const EXAMPLES = ["issue-to-patch", "research-fan-out", "ci-fixer", "migration"];
const LINE = /^const model = offline;.*$/m;

let copy: string;
beforeEach(() => {
  copy = mkdtempSync(join(tmpdir(), "legate-wire-"));
  cpSync("examples", join(copy, "examples"), { recursive: true });
  for (const name of ["src", "node_modules", "package.json"]) symlinkSync(resolve(name), join(copy, name));
});
afterEach(() => rmSync(copy, { recursive: true, force: true }));

test.each(EXAMPLES)(
  "examples/%s.ts does the same with a provider's model, when one line of it names one",
  { timeout: 300_000 },
  async (name) => {
    const file = join(copy, "examples", `${name}.ts`);
    const source = readFileSync(file, "utf8");
    const named = source.replace(LINE, 'const model = "openai/gpt-5.2";');
    expect(changedLines(source, named)).toBe(1);
    writeFileSync(file, named);
    await using server = await startScriptedOpenAi(resolve(`examples/${name}.yaml`), "sk-test");
    const { code, stdout, stderr } = await run(file, {
      OPENAI_API_KEY: "sk-test",
      OPENAI_BASE_URL: `${server.origin}/v1`,
    });
    expect(stderr).toBe("");
    expectPrinted(stdout, name);
    expect(Number(/\$(\d+\.\d\d)$/m.exec(stdout)?.[1])).toBeGreaterThan(0);
    const turns = Number(/^(\d+) turns, /m.exec(stdout)?.[1]);
    expect(server.requests).toHaveLength(turns);
    expect(new Set(server.requests.map(({ body }) => modelIn(body)))).toEqual(new Set(["gpt-5.2"]));
    expect(code).toBe(0);
  },
);

test("an example that names a model whose key is missing says so in one line, and ends with 1", async () => {
  const file = join(copy, "examples", "ci-fixer.ts");
  writeFileSync(file, readFileSync(file, "utf8").replace(LINE, 'const model = "openai/gpt-5.2";'));
  const { code, stdout, stderr } = await run(file, {});
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(stderr).toMatch(/^legate: Model "openai\/gpt-5.2" needs a key .* OPENAI_API_KEY.*\n$/);
});

async function run(file: string, more: Readonly<Record<string, string>>) {
  const child = spawn(process.execPath, [file], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { PATH: process.env["PATH"], HOME: "/nonexistent", TMPDIR: copy, ...more },
  });
  const ended = new Promise<number | null>((done) => child.on("exit", done));
  const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { stdout, stderr, code };
}

function changedLines(before: string, after: string): number {
  const lines = after.split("\n");
  return before.split("\n").filter((line, at) => line !== lines[at]).length;
}

function modelIn(body: unknown): unknown {
  return typeof body === "object" && body !== null && "model" in body ? body.model : undefined;
}
