import { mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createBubblewrapSandbox } from "../../../src/adapters/bubblewrap/sandbox.ts";
import { runCommand } from "../../../src/adapters/coding-tools/run-command.ts";
import { call, prepare, problemOf, scratch } from "./scratch.ts";

const tool = runCommand({ sandbox: createBubblewrapSandbox({ hidden: [] }) });

test("runs a program in the workspace and reports exit code, stdout and stderr", async () => {
  await using at = await scratch();
  await mkdir(join(at.root, "sub"));
  const output = await call(
    tool,
    { shell: "pwd; cat > made; echo oops >&2; exit 3", cwd: "sub", stdin: "hi" },
    at.scope,
  );
  expect(output.status).toBe("error");
  expect(output.data).toMatchObject({ exitCode: 3, ending: "exited" });
  expect(output.text).toMatch(/^exit code 3 after \d+\.\d s\n--- stdout\n.*\/ws\/sub\n--- stderr\noops$/);
  expect(await readFile(join(at.root, "sub/made"), "utf8")).toBe("hi");
});

test("says in its facts whether it is a program or a shell script", async () => {
  await using at = await scratch();
  const argv = await prepare(tool, { argv: ["ls", "-l"] }, at.scope);
  expect(argv.facts.command).toEqual({ form: "argv", argv: ["ls", "-l"] });
  expect(argv.facts.arguments).toEqual({ argv: ["ls", "-l"], cwd: at.root });
  expect(argv.facts.paths).toEqual([{ path: at.root, access: "write" }]);
  const shell = await prepare(tool, { shell: "ls | wc" }, at.scope);
  expect(shell.facts.command).toEqual({ form: "shell", script: "ls | wc" });
});

test("counts as writing the whole workspace, wherever it starts", async () => {
  await using at = await scratch();
  await mkdir(join(at.root, "sub"));
  const { facts } = await prepare(tool, { argv: ["true"], cwd: "sub" }, at.scope);
  expect(facts.paths.map((use) => use.path)).toEqual([join(at.root, "sub"), at.root]);
  const output = await call(tool, { shell: "echo x > ../beside", cwd: "sub" }, at.scope); // and so it may
  expect(output.status).toBe("ok");
});

test("refuses both forms, neither, NUL, a cwd outside and an unknown argument", async () => {
  await using at = await scratch();
  await symlink(at.outside, join(at.root, "out"));
  expect(await problemOf(tool, {}, at.scope)).toContain("exactly one of argv and shell");
  expect(await problemOf(tool, { argv: ["a"], shell: "a" }, at.scope)).toContain(
    "exactly one of argv and shell",
  );
  expect(await problemOf(tool, { argv: ["a\0b"] }, at.scope)).toContain("NUL");
  expect(await problemOf(tool, { argv: ["a"], cwd: ".." }, at.scope)).toContain("out of the workspace");
  expect(await problemOf(tool, { argv: ["a"], cwd: "out" }, at.scope)).toContain("out of the workspace");
  expect(await problemOf(tool, { argv: ["a"], timeout: 1 }, at.scope)).toContain('did you mean "timeout_ms"');
});

test("a command that goes beyond a limit is an error that says which, how much, and where it is set", async () => {
  await using at = await scratch();
  const sandbox = createBubblewrapSandbox({ hidden: [], limits: { outputKb: 10 } });
  const limited = runCommand({ sandbox });
  const output = await call(limited, { shell: "head -c 20000 /dev/zero; sleep 60" }, at.scope);
  expect(output).toMatchObject({ status: "error", data: { limit: "outputKb", ending: "signalled" } });
  expect(output.text.split("\n")[1]).toBe("killed: printed more than 10 kB (sandbox.outputKb)");
});

test("a timeout and an abort are told apart from failing", async () => {
  await using at = await scratch();
  const slow = await call(tool, { argv: ["sleep", "60"], timeout_ms: 300 }, at.scope);
  expect(slow).toMatchObject({ status: "timed-out", text: expect.stringContaining("timed out") });
  const aborting = new AbortController();
  setTimeout(() => aborting.abort(), 300);
  const stopped = await call(tool, { argv: ["sleep", "60"] }, at.scope, { signal: aborting.signal });
  expect(stopped.status).toBe("aborted");
});

test("a flood is cut in the middle, marked, and kept in full; escapes are only in the full output", async () => {
  await using at = await scratch();
  await writeFile(
    join(at.root, "flood.sh"),
    "printf '\\033[31mred\\033[0m\\r\\n'; seq 1 200000; printf 'last\\377'",
  );
  const output = await call(tool, { argv: ["sh", "flood.sh"] }, at.scope);
  expect(output.text).toContain("--- stdout\nred\n1\n2\n");
  expect(output.text).toMatch(/\[… \d+ bytes left out; the whole output is kept with this call …\]/);
  expect(output.text).toMatch(/200000\nlast\ufffd$/);
  expect(Buffer.byteLength(output.text)).toBeLessThan(34 * 1024);
  expect(Buffer.from(output.full ?? []).toString()).toContain("\u001b[31mred");
});

test("keeps the bytes beside the text exactly when the text does not say all of them", async () => {
  await using at = await scratch();
  const plain = await call(tool, { argv: ["echo", "plain"] }, at.scope);
  expect(plain.full).toBeUndefined();
  const red = await call(tool, { argv: ["printf", "\\033[31mred"] }, at.scope);
  expect(red.text).toMatch(/--- stdout\nred$/);
  expect(Buffer.from(red.full ?? []).toString()).toContain("\u001b[31mred");
});

test("streams what it prints as valid text, also when a character is split between pieces", async () => {
  await using at = await scratch();
  const pieces: string[] = [];
  const shell = "printf 'h\\303'; sleep 0.2; printf '\\251llo'";
  await call(tool, { shell }, at.scope, { onProgress: (text) => pieces.push(text) });
  expect(pieces.join("")).toBe("héllo");
});

test("sees includes read-only where they appear, and nothing beside the workspace", async () => {
  await using at = await scratch();
  await mkdir(join(at.root, "node_modules"));
  await writeFile(join(at.outside, "package.json"), "{}");
  const scope = at.withMounts({ path: at.outside, at: join(at.root, "node_modules"), mode: "ro" });
  const read = await call(tool, { argv: ["cat", "node_modules/package.json"] }, scope);
  expect(read.text).toContain("{}");
  const write = await call(tool, { shell: "echo x > node_modules/package.json" }, scope);
  expect(write.status).toBe("error");
  expect((await call(tool, { argv: ["ls", at.outside] }, scope)).status).toBe("error");
});
