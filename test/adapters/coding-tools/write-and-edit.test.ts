import { execFileSync } from "node:child_process";
import { chmod, link, mkdir, readdir, readFile, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { editFile } from "../../../src/adapters/coding-tools/edit-file.ts";
import { writeFile as tool } from "../../../src/adapters/coding-tools/write-file.ts";
import { call, prepare, problemOf, run, scratch } from "./scratch.ts";

describe("write_file", () => {
  test("creates a file and the directories on the way, and says so", async () => {
    await using at = await scratch();
    const output = await call(tool, { path: "a/b/c.txt", content: "héllo\n" }, at.scope);
    expect(output).toEqual({
      status: "ok",
      text: "Created a/b/c.txt, 7 bytes.",
      data: { created: true, bytes: 7 },
    });
    expect(await readFile(join(at.root, "a/b/c.txt"), "utf8")).toBe("héllo\n");
  });

  test("replaces a file, keeps its mode, leaves no temporary file, and is safe to repeat", async () => {
    await using at = await scratch();
    const path = join(at.root, "run.sh");
    await writeFile(path, "old");
    await chmod(path, 0o750);
    for (let attempt = 0; attempt < 2; attempt++)
      await call(tool, { path: "run.sh", content: "new" }, at.scope);
    expect(await readFile(path, "utf8")).toBe("new");
    expect((await stat(path)).mode & 0o777).toBe(0o750);
    expect(await readdir(at.root)).toEqual(["run.sh"]);
  });

  test("does not change an outside file that is hard-linked into the workspace", async () => {
    await using at = await scratch();
    await writeFile(join(at.outside, "secret"), "theirs");
    await link(join(at.outside, "secret"), join(at.root, "linked"));
    await link(join(at.outside, "secret"), join(at.root, "naive"));
    await writeFile(join(at.root, "naive"), "changed through the link"); // the control: a plain write does
    expect(await readFile(join(at.outside, "secret"), "utf8")).toBe("changed through the link");

    const output = await call(tool, { path: "linked", content: "ours" }, at.scope);
    expect(output.text).toContain("hard links keep the old content");
    expect(await readFile(join(at.outside, "secret"), "utf8")).toBe("changed through the link");
  });

  test("names the state of what it would replace, so that an approval can see a change", async () => {
    await using at = await scratch();
    const args = { path: "a.txt", content: "x" };
    const absent = await prepare(tool, args, at.scope);
    await writeFile(join(at.root, "a.txt"), "1");
    const present = await prepare(tool, args, at.scope);
    await writeFile(join(at.root, "a.txt"), "22");
    const changed = await prepare(tool, args, at.scope);
    expect(absent.target).toBe("absent");
    expect(new Set([absent.target, present.target, changed.target]).size).toBe(3);
  });

  test("checks again when it runs: what became a FIFO, or read-only, meanwhile is refused", async () => {
    await using at = await scratch();
    await writeFile(join(at.root, "a"), "old");
    const prepared = await prepare(tool, { path: "a", content: "new" }, at.scope);
    const readOnly = {
      workspace: { ...at.scope.workspace, mounts: [{ path: at.root, mode: "ro" as const }] },
    };
    expect((await run(tool, prepared, readOnly)).text).toContain("read-only");
    execFileSync("sh", ["-c", "rm a && mkfifo a"], { cwd: at.root });
    expect((await run(tool, prepared, at.scope)).text).toContain("is a FIFO");
    expect(
      (await run(tool, await prepare(tool, { path: "b", content: "new" }, at.scope), at.scope)).status,
    ).toBe("ok");
  });

  test("refuses a directory, a lone surrogate and an unknown argument", async () => {
    await using at = await scratch();
    await mkdir(join(at.root, "dir"));
    expect(await problemOf(tool, { path: "dir", content: "" }, at.scope)).toContain("is a directory");
    expect(await problemOf(tool, { path: ".", content: "" }, at.scope)).toContain("is a directory");
    expect(await problemOf(tool, { path: "a", content: "\ud800" }, at.scope)).toContain("well-formed");
    expect(await problemOf(tool, { path: "a", contents: "" }, at.scope)).toContain('did you mean "content"');
  });

  test("writes through a link to where it leads inside, and binds the approval to that path", async () => {
    await using at = await scratch();
    await writeFile(join(at.root, "real.txt"), "old");
    await symlink("real.txt", join(at.root, "alias.txt"));
    const prepared = await prepare(tool, { path: "alias.txt", content: "new" }, at.scope);
    expect(prepared.facts.paths).toEqual([{ path: join(at.root, "real.txt"), access: "write" }]);
    await call(tool, { path: "alias.txt", content: "new" }, at.scope);
    expect(await readFile(join(at.root, "real.txt"), "utf8")).toBe("new");
  });
});

describe("edit_file", () => {
  const edit = (old_text: string, new_text: string, replace_all = false) => ({
    old_text,
    new_text,
    replace_all,
  });

  test("replaces exact text, several edits in order, the later ones seeing the earlier", async () => {
    await using at = await scratch();
    await writeFile(join(at.root, "a.ts"), "const a = 1;\nconst b = 2;\n");
    const edits = [edit("a = 1", "c = $&1"), edit("c = $&1;", "d = 3;")];
    const output = await call(editFile, { path: "a.ts", edits }, at.scope);
    expect(output.text).toBe("Edited a.ts: 2 replacements.");
    expect(await readFile(join(at.root, "a.ts"), "utf8")).toBe("const d = 3;\nconst b = 2;\n");
  });

  test("writes nothing when one of several edits does not match, and shows the near line", async () => {
    await using at = await scratch();
    await writeFile(join(at.root, "a.ts"), "if (x) {\n\treturn compute(x);\n}\n");
    const edits = [edit("if (x)", "if (y)"), edit("  return compute(x);", "  return 1;")];
    const output = await call(editFile, { path: "a.ts", edits }, at.scope);
    expect(output.status).toBe("error");
    expect(output.text).toContain("edits[1].old_text does not occur");
    expect(output.text).toContain('line 2 "\\treturn compute(x);"');
    expect(await readFile(join(at.root, "a.ts"), "utf8")).toContain("if (x)");
  });

  test("refuses an ambiguous match with the lines of each, unless replace_all is set", async () => {
    await using at = await scratch();
    await writeFile(join(at.root, "a.ts"), "x\ny\nx\nx\n");
    const ambiguous = await call(editFile, { path: "a.ts", edits: [edit("x", "z")] }, at.scope);
    expect(ambiguous.text).toContain("occurs 3 times, at lines 1, 3, 4");
    const all = await call(editFile, { path: "a.ts", edits: [edit("x", "z", true)] }, at.scope);
    expect(all.data).toEqual({ replacements: 3 });
    expect(await readFile(join(at.root, "a.ts"), "utf8")).toBe("z\ny\nz\nz\n");
  });

  test("keeps CRLF, the byte order mark and a missing last line feed as they are", async () => {
    await using at = await scratch();
    await writeFile(join(at.root, "w.txt"), "\ufeffone\r\ntwo\r\nthree");
    await call(editFile, { path: "w.txt", edits: [edit("one\ntwo", "1\n2")] }, at.scope);
    expect(await readFile(join(at.root, "w.txt"), "utf8")).toBe("\ufeff1\r\n2\r\nthree");
  });

  test("refuses bytes that are not UTF-8 rather than writing them back changed", async () => {
    await using at = await scratch();
    const bytes = Buffer.from([0x61, 0xff, 0x62]);
    await writeFile(join(at.root, "latin"), bytes);
    const output = await call(editFile, { path: "latin", edits: [edit("a", "c")] }, at.scope);
    expect(output).toMatchObject({ status: "error", text: expect.stringContaining("not UTF-8") });
    expect(await readFile(join(at.root, "latin"))).toEqual(bytes);
  });
});
