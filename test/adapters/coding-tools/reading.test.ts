import { execFileSync } from "node:child_process";
import { truncate, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { editFile } from "../../../src/adapters/coding-tools/edit-file.ts";
import { listDir } from "../../../src/adapters/coding-tools/list-dir.ts";
import { readFile } from "../../../src/adapters/coding-tools/read-file.ts";
import { writeFile as writeTool } from "../../../src/adapters/coding-tools/write-file.ts";
import { call, problemOf, scratch } from "./scratch.ts";

describe("read_file", () => {
  test("numbers lines, and shows the range asked for", async () => {
    await using at = await scratch();
    await writeFile(join(at.root, "a"), "one\ntwo\nthree\n");
    const whole = await call(readFile, { path: "a" }, at.scope);
    expect(whole).toEqual({
      status: "ok",
      text: "     1\tone\n     2\ttwo\n     3\tthree",
      data: { size: 14, from: 1, to: 3 },
    });
    const range = await call(readFile, { path: "a", start_line: 2, end_line: 2 }, at.scope);
    expect(range.text).toBe("     2\ttwo");
    const beyond = await call(readFile, { path: "a", start_line: 9 }, at.scope);
    expect(beyond).toMatchObject({
      status: "error",
      text: "The file has 3 lines; line 9 is beyond its end.",
    });
    expect(await problemOf(readFile, { path: "a", start_line: 3, end_line: 2 }, at.scope)).toContain(
      "before start_line",
    );
  });

  test("an empty file, a missing one and a directory are each said to be so", async () => {
    await using at = await scratch();
    await writeFile(join(at.root, "empty"), "");
    expect((await call(readFile, { path: "empty" }, at.scope)).text).toBe("[the file is empty]");
    expect((await call(readFile, { path: "no" }, at.scope)).text).toBe("no does not exist.");
    expect((await call(readFile, { path: "." }, at.scope)).text).toBe(". is a directory; use list_dir.");
  });

  test("a long file can be read to its end by following the marker, every line once", async () => {
    await using at = await scratch();
    const lines = Array.from({ length: 5001 }, (_, index) => `line ${index} ${"é".repeat(index % 40)}`);
    await writeFile(join(at.root, "long"), lines.join("\n"));
    const seen: string[] = [];
    let start: number | undefined = 1;
    while (start !== undefined) {
      const { text }: { text: string } = await call(readFile, { path: "long", start_line: start }, at.scope);
      expect(Buffer.byteLength(text)).toBeLessThan(64 * 1024);
      seen.push(...[...text.matchAll(/^ *\d+\t(.*)$/gm)].map((match) => match[1] ?? ""));
      const next: RegExpExecArray | null = /start_line=(\d+)\]$/.exec(text);
      start = next === null ? undefined : Number(next[1]);
    }
    expect(seen).toEqual(lines);
  });

  test("a line of 10 MB is cut, valid and marked, and the next line is still reached", async () => {
    await using at = await scratch();
    await writeFile(join(at.root, "wide"), `${"é".repeat(5_000_000)}\nafter\n`);
    const { text } = await call(readFile, { path: "wide" }, at.scope);
    expect(text).toContain("é [… line cut: 10000000 bytes]\n     2\tafter");
    expect(text).not.toContain("\ufffd");
    expect(text.length).toBeLessThan(3000);
  });

  test("bytes that are not UTF-8, CRLF and control characters are shown safely and mentioned", async () => {
    await using at = await scratch();
    await writeFile(join(at.root, "latin"), Buffer.from([0x63, 0x61, 0x66, 0xe9, 0x0a]));
    expect((await call(readFile, { path: "latin" }, at.scope)).text).toBe(
      "     1\tcaf\ufffd\n[\ufffd marks bytes that are not UTF-8]",
    );
    await writeFile(join(at.root, "dos"), "a\r\nb\r\n");
    expect((await call(readFile, { path: "dos" }, at.scope)).text).toBe(
      "     1\ta\n     2\tb\n[lines end in CRLF]",
    );
    await writeFile(join(at.root, "ansi"), "\u001b]0;title\u0007\u001b[2J\u009b31m\n");
    const ansi = await call(readFile, { path: "ansi" }, at.scope);
    expect(ansi.text).toContain("␛]0;title␇␛[2J\ufffd31m\n[control characters");
    expect(ansi.text).not.toMatch(/[^\P{Cc}\t\n]/u);
  });

  test("lines that grow when made visible are left for the next call rather than overflow this one", async () => {
    await using at = await scratch();
    await writeFile(join(at.root, "ctl"), `${"\u0001".repeat(1000)}\n`.repeat(60));
    const first = await call(readFile, { path: "ctl" }, at.scope);
    expect(Buffer.byteLength(first.text)).toBeLessThan(64 * 1024);
    const next = Number(/start_line=(\d+)\]$/.exec(first.text)?.[1]);
    expect((await call(readFile, { path: "ctl", start_line: next }, at.scope)).data).toMatchObject({
      from: next,
    });
  });

  test("stops when the call is aborted", async () => {
    await using at = await scratch();
    await writeFile(join(at.root, "a"), "x");
    const output = await call(readFile, { path: "a" }, at.scope, { signal: AbortSignal.abort() });
    expect(output.status).toBe("aborted");
  });

  test("a binary file is described, a sparse one of 10 GB as quickly as a small one", async () => {
    await using at = await scratch();
    await writeFile(join(at.root, "p.png"), Buffer.from("89504e470d0a1a0a0000", "hex"));
    expect((await call(readFile, { path: "p.png" }, at.scope)).text).toBe(
      "[binary file: PNG image, 10 bytes; not shown]",
    );
    await writeFile(join(at.root, "sparse"), "");
    await truncate(join(at.root, "sparse"), 10 * 1024 ** 3);
    const sparse = await call(readFile, { path: "sparse" }, at.scope);
    expect(sparse.text).toBe("[binary file: unknown kind, 10737418240 bytes; not shown]");
    const edit = { path: "sparse", edits: [{ old_text: "a", new_text: "b" }] };
    expect((await call(editFile, edit, at.scope)).text).toContain("over 16 MiB");
  });
});

describe("what is not a plain file", () => {
  test("a FIFO, a socket and a device are refused by name, without waiting", async () => {
    await using at = await scratch();
    execFileSync("sh", ["-c", "mkfifo fifo"], { cwd: at.root });
    await using server = createServer().listen(join(at.root, "socket"));
    await new Promise((listening) => server.once("listening", listening));
    for (const name of ["fifo", "socket"]) {
      expect((await call(readFile, { path: name }, at.scope)).text).toContain(
        `is a ${name === "fifo" ? "FIFO" : "socket"}`,
      );
      expect(await problemOf(writeTool, { path: name, content: "" }, at.scope)).toContain("do not open");
      expect(
        await problemOf(editFile, { path: name, edits: [{ old_text: "a", new_text: "b" }] }, at.scope),
      ).toContain("do not open");
    }
    const devices = at.withMounts({ path: "/dev", at: join(at.root, "dev"), mode: "ro" });
    expect((await call(readFile, { path: "dev/zero" }, devices)).text).toContain("is a device");
    expect((await call(listDir, { path: "." }, at.scope)).text).toContain("fifo  [FIFO]");
  });
});

describe("list_dir", () => {
  test("is sorted, with kinds and sizes", async () => {
    await using at = await scratch();
    execFileSync("sh", ["-c", "mkdir b; printf 123 > a; ln -s a c; printf x > 'd\ne'"], { cwd: at.root });
    expect((await call(listDir, {}, at.scope)).text).toBe("a  3\nb/\nc@\nd␊e  1");
    expect((await call(listDir, { path: "b" }, at.scope)).text).toBe("[the directory is empty]");
    expect((await call(listDir, { path: "a" }, at.scope)).text).toContain("not a directory");
  });

  test("shows the first thousand of 20,000 entries and says so", async () => {
    await using at = await scratch();
    execFileSync("sh", ["-c", "seq -f 'f%05.0f' 20000 | xargs touch"], { cwd: at.root });
    const output = await call(listDir, {}, at.scope);
    expect(output.text.split("\n").slice(0, 2)).toEqual(["f00001  0", "f00002  0"]);
    expect(output.text).toContain("[the first 1000 of 20000 entries; use glob to find others]");
    expect(Buffer.byteLength(output.text)).toBeLessThan(33 * 1024);
  });

  test("stays within its bound when names are long", async () => {
    await using at = await scratch();
    const long = "n".repeat(200);
    execFileSync("sh", ["-c", `seq -f '${long}%03.0f' 500 | xargs touch`], { cwd: at.root });
    const output = await call(listDir, {}, at.scope);
    expect(output.text).toMatch(/\[the first \d+ of 500 entries/);
    expect(Buffer.byteLength(output.text)).toBeLessThan(33 * 1024);
  });
});
