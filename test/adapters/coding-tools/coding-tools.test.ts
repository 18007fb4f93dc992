import { execFileSync } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createBubblewrapSandbox } from "../../../src/adapters/bubblewrap/sandbox.ts";
import { createCodingTools } from "../../../src/adapters/coding-tools/coding-tools.ts";
import type { Json } from "../../../src/core/json.ts";
import { prepare, scratch } from "./scratch.ts";

const toolbox = createCodingTools({ sandbox: createBubblewrapSandbox({ hidden: [] }) });

const EXAMPLES: Readonly<Record<string, Json>> = {
  read_file: { path: "./a/../a.txt", end_line: 3 },
  write_file: { path: "new/b.txt", content: "x" },
  edit_file: { path: "a.txt", edits: [{ old_text: "a", new_text: "b" }] },
  list_dir: {},
  glob: { pattern: "a/b/**/*.ts" },
  grep: { pattern: "x", glob: "*.ts" },
  run_command: { argv: ["true"] },
  git_status: {},
  git_diff: { from: "HEAD", path: "a.txt" },
  git_log: { max_count: 3 },
};

test("what each tool may do is pinned: kind, level, effect class", () => {
  const rows = toolbox.list().map(({ description, annotations: { kind, sideEffects, effectClass } }) => {
    return [description.name, kind, sideEffects, effectClass].join(" ");
  });
  expect(rows).toEqual([
    "read_file read read_only read",
    "write_file edit workspace_write idempotent",
    "edit_file edit workspace_write once",
    "list_dir read read_only read",
    "glob search read_only read",
    "grep search read_only read",
    "run_command execute process_exec once",
    "git_status read read_only read",
    "git_diff read read_only read",
    "git_log read read_only read",
  ]);
});

test("each schema is of a closed object, names its path parameters, and carries no $schema", () => {
  for (const { description, annotations } of toolbox.list()) {
    const { type, additionalProperties, properties, $schema } = description.inputSchema;
    expect([description.name, type, additionalProperties, $schema]).toEqual([
      description.name,
      "object",
      false,
      undefined,
    ]);
    expect(Object.keys(properties ?? {})).toEqual(expect.arrayContaining([...annotations.pathParameters]));
    expect(description.description.length).toBeGreaterThan(40);
  }
});

test("canonical arguments fit the schema, hold absolute paths, and are stable", async () => {
  await using at = await scratch();
  await writeFile(join(at.root, "a.txt"), "a");
  execFileSync("mkdir", [join(at.root, "a")]);
  for (const tool of toolbox.list()) {
    const { facts } = await prepare(tool, EXAMPLES[tool.description.name] ?? null, at.scope);
    for (const name of tool.annotations.pathParameters) expect(facts.arguments[name]).toMatch(/^\//);
    for (const { path } of facts.paths) expect(`${path}/`.startsWith(`${at.root}/`)).toBe(true);
    expect((await prepare(tool, facts.arguments, at.scope)).facts).toEqual(facts);
  }
});

test("an unknown argument is refused by every tool, with the names it knows", async () => {
  await using at = await scratch();
  for (const tool of toolbox.list()) {
    const prepared = await tool.prepare({ bogus_argument: 1 }, at.scope);
    expect(prepared).toMatchObject({
      ok: false,
      problem: expect.stringContaining('unknown field "bogus_argument"'),
    });
  }
  for (const args of [null, "text", []]) {
    expect((await toolbox.get("read_file")?.prepare(args, at.scope))?.ok).toBe(false);
  }
});

test("an unknown tool is nobody", () => {
  expect(toolbox.get("read")).toBeUndefined();
});
