import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const ENTRY = new URL("../../bin/legate.js", import.meta.url);

/** Runs the entry file's own text with another Node version in `process`, without any import. */
async function startAs(version: string, ...argv: string[]) {
  const text = (await readFile(ENTRY, "utf8"))
    .replace(/^#!.*\n/, "")
    .replaceAll("import.meta.url", '"file:///x/bin/y"');
  const seen = { stdout: "", stderr: "", exitCode: undefined as unknown, imported: false };
  const fake = {
    versions: { node: version },
    argv: ["node", "legate", ...argv],
    stdout: { write: (line: string) => (seen.stdout += line) },
    stderr: { write: (line: string) => (seen.stderr += line) },
    set exitCode(code: unknown) {
      seen.exitCode = code;
    },
    getBuiltinModule: () => ({ existsSync: () => true }),
  };
  const load = () => {
    seen.imported = true;
    return Promise.resolve({ main: () => undefined });
  };
  new Function("process", "load", text.replaceAll("import(", "load("))(fake, load);
  return seen;
}

test.each(["12.22.12", "20.20.2", "23.11.0"])(
  "Node %s gets one clear line and exit code 2, and nothing is loaded",
  async (version) => {
    const { stderr, exitCode, imported } = await startAs(version);
    expect(stderr).toMatch(new RegExp(`^legate: needs Node 24 or newer, and this is Node ${version}; .*\n$`));
    expect(exitCode).toBe(2);
    expect(imported).toBe(false);
  },
);

test("with --json it is JSON on standard output", async () => {
  const { stdout, stderr, exitCode } = await startAs("20.20.2", "list", "--json");
  expect(JSON.parse(stdout)).toMatchObject({ error: { code: "bad-input", details: { found: "20.20.2" } } });
  expect({ stderr, exitCode }).toEqual({ stderr: "", exitCode: 2 });
});

test.each(["24.0.0", "26.1.0"])("Node %s goes on", async (version) => {
  expect(await startAs(version)).toMatchObject({ stderr: "", imported: true });
});

test("the entry file is plain old syntax", async () => {
  const text = await readFile(ENTRY, "utf8");
  expect(text).not.toMatch(/\?\.|\?\?|\bawait\b|^import /m);
});

const OLD = ["/usr/bin/node", "/usr/local/bin/node"].filter((path) => existsSync(path));

test.each(OLD)("really started by %s it says so, or runs", async (node) => {
  const { stdout } = await promisify(execFile)(node, ["--version"]);
  const major = Number.parseInt(stdout.slice(1), 10);
  const started = await promisify(execFile)(node, [ENTRY.pathname, "--version"]).then(
    (ran) => ({ code: 0, stderr: ran.stderr }),
    (error: { code: number; stderr: string }) => ({ code: error.code, stderr: error.stderr }),
  );
  expect(started.code).toBe(major < 24 ? 2 : 0);
  expect(started.stderr.split("\n").length).toBeLessThanOrEqual(2);
});
