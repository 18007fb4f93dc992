import {
  appendFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openExport } from "../../../src/adapters/files/export/open-export.ts";
import { writeExport } from "../../../src/adapters/files/export/write-export.ts";
import { sha256Hasher } from "../../../src/adapters/node/hasher.ts";
import { workerId } from "../../../src/core/ids.ts";
import type { ExportPart, WorkerExport } from "../../../src/ports/worker-export.ts";
import { RECORD_EXAMPLES } from "../../wire/record-examples.ts";

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "legate-export-"));
  path = join(folder, "w.legate");
});
afterEach(() => rmSync(folder, { recursive: true }));

const at = "2026-01-01T00:00:00.000Z";
const records = Object.values(RECORD_EXAMPLES).map((record, index) => ({ seq: index + 1, at, record }));
const content = new TextEncoder().encode("all of the output\n");
const PARTS: readonly ExportPart[] = [
  {
    part: "files",
    about: {
      base: "a".repeat(40),
      baseTree: "b".repeat(40),
      baseName: "main",
      snapshots: [{ name: "3", commit: "c".repeat(40) }],
    },
  },
  { part: "pack", pack: "base", bytes: Buffer.from([0, 10, 255, 123]) },
  { part: "pack", pack: "work", bytes: new Uint8Array() },
  { part: "blob", digest: sha256Hasher.digest(content), bytes: content },
  ...records.map((record) => ({ part: "record", ...record }) as const),
];

function anExport(parts = PARTS): WorkerExport {
  return {
    about: {
      worker: workerId("01a20394-5d97-77c2-a2cd-93bd27b936e8"),
      name: "w",
      seq: records.length,
      children: [workerId("01a20394-5d97-77c2-a2cd-93bd27b936e7")],
      exportedAt: at,
    },
    async *parts() {
      yield* parts;
    },
  };
}

async function read(file = path): Promise<ExportPart[] | undefined> {
  const opened = await openExport(file);
  if (opened === undefined) return undefined;
  const parts: ExportPart[] = [];
  for await (const part of opened.parts()) parts.push(part);
  return parts.map((part) => ("bytes" in part ? { ...part, bytes: Uint8Array.from(part.bytes) } : part));
}

const plain = (parts: readonly ExportPart[]) =>
  parts.map((part) => ("bytes" in part ? { ...part, bytes: Uint8Array.from(part.bytes) } : part));

/** A file with a right sum around any body. */
function crafted(body: string | Buffer, header: object = {}): void {
  const first = { format: "legate-export", version: 1, ...anExport().about, by: "test", ...header };
  const bytes = Buffer.concat([
    Buffer.from(`${JSON.stringify(first)}\n`),
    typeof body === "string" ? gzipSync(body) : body,
  ]);
  writeFileSync(path, Buffer.concat([bytes, Buffer.from(`${sha256Hasher.digest(bytes)}\n`)]));
}

describe("an export file", () => {
  test("gives back every kind of record, content and pack, as often as it is asked", async () => {
    const { digest, bytes } = await writeExport(path, anExport(), "9.9.9");
    expect(await read()).toEqual(plain(PARTS));
    const opened = await openExport(path);
    expect(opened?.about).toEqual(anExport().about);
    expect(opened?.digest).toBe(digest);
    expect(statSync(path).size).toBe(bytes);
    expect(await read()).toEqual(plain(PARTS));
  });

  test("says what it is in its first line, and its sum in the last", async () => {
    const { digest } = await writeExport(path, anExport(), "9.9.9");
    const lines = readFileSync(path, "latin1").split("\n");
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({
      format: "legate-export",
      version: 1,
      name: "w",
      by: "legate 9.9.9",
    });
    expect(lines.at(-2)?.endsWith(digest) || lines.at(-2) === digest).toBe(true);
  });

  test("is for its owner alone, and nothing is left beside it", async () => {
    await writeExport(path, anExport(), "9.9.9");
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(["w.legate"]);
  });

  test("never takes the place of anything, a link that leads nowhere included", async () => {
    writeFileSync(path, "mine");
    await expect(writeExport(path, anExport(), "1")).rejects.toMatchObject({ code: "bad-input" });
    expect(readFileSync(path, "utf8")).toBe("mine");
    const link = join(folder, "link");
    symlinkSync(join(folder, "nowhere"), link);
    await expect(writeExport(link, anExport(), "1")).rejects.toMatchObject({ code: "bad-input" });
    expect(readdirSync(folder).toSorted()).toEqual(["link", "w.legate"]);
  });

  test("of two that are written at once under one name, one is there, whole", async () => {
    const written = await Promise.allSettled([1, 2, 3].map(() => writeExport(path, anExport(), "1")));
    expect(written.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(await read()).toEqual(plain(PARTS));
    expect(readdirSync(folder)).toEqual(["w.legate"]);
  });

  test("is not there at all when writing it broke off", async () => {
    const broken: WorkerExport = {
      ...anExport(),
      async *parts() {
        yield* PARTS.slice(0, 5);
        throw new Error("the journal went away");
      },
    };
    await expect(writeExport(path, broken, "1")).rejects.toThrow("the journal went away");
    expect(readdirSync(folder)).toEqual([]);
    await expect(writeExport(join(folder, "no/such/w"), anExport(), "1")).rejects.toMatchObject({
      code: "bad-input",
    });
  });
});

describe("a file that is not as it was written", () => {
  test("is refused wherever it is cut, in one message that names it", async () => {
    await writeExport(path, anExport(), "1");
    const whole = readFileSync(path);
    const headerEnd = whole.indexOf("\n") + 1;
    for (const length of [headerEnd, headerEnd + 1, whole.length >> 1, whole.length - 72, whole.length - 1]) {
      writeFileSync(path, whole.subarray(0, length));
      await expect(openExport(path)).rejects.toMatchObject({
        code: "bad-input",
        message: expect.stringContaining(path),
      });
    }
  });

  test("is refused for any bit that flipped after its first line", async () => {
    await writeExport(path, anExport(), "1");
    const whole = readFileSync(path);
    const headerEnd = whole.indexOf("\n") + 1;
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: headerEnd, max: whole.length - 1 }),
        fc.integer({ min: 0, max: 7 }),
        async (byte, bit) => {
          const changed = Buffer.from(whole);
          changed[byte] = (changed[byte] ?? 0) ^ (1 << bit);
          writeFileSync(path, changed);
          await expect(openExport(path)).rejects.toMatchObject({ code: "bad-input" });
        },
      ),
      { numRuns: 60 },
    );
    writeFileSync(path, whole);
    expect(await read()).toHaveLength(PARTS.length);
  });

  test("is refused when something was added to it", async () => {
    await writeExport(path, anExport(), "1");
    appendFileSync(path, "\n");
    await expect(openExport(path)).rejects.toMatchObject({ code: "bad-input" });
  });

  test("is noticed when it changes while it is read", async () => {
    await writeExport(path, anExport(), "1");
    const opened = await openExport(path);
    const other = readFileSync(path, "latin1").replace('"name":"w"', '"name":"x"');
    writeFileSync(path, other, "latin1");
    await expect(
      (async () => {
        for await (const _ of opened?.parts() ?? []);
      })(),
    ).rejects.toMatchObject({ code: "bad-input" });
  });

  test("of a newer Legate is refused as such: the format, or a record in it", async () => {
    crafted('{"end":0}\n', { version: 2 });
    await expect(openExport(path)).rejects.toThrow(/version 2.*update Legate/);
    crafted(`{"record":{"seq":1,"at":"${at}","type":"worker.teleported","v":1,"data":{}}}\n{"end":1}\n`);
    await expect(read()).rejects.toThrow(/worker\.teleported.*newer Legate/);
  });

  test("of another kind is no export", async () => {
    for (const text of ["", "{}", '{"_type":"worker_snapshot"}', "\u0000\u0001", "format: legate-export\n"]) {
      writeFileSync(path, text);
      expect(await openExport(path)).toBeUndefined();
    }
    await expect(openExport(join(folder, "nothing"))).rejects.toMatchObject({ code: "bad-input" });
    await expect(openExport(folder)).rejects.toMatchObject({ code: "bad-input" });
  });
});

describe("a file with a right sum around a wrong body", () => {
  const record = `{"record":{"seq":1,"at":"${at}","type":"worker.resumed","v":1,"data":{"by":"me"}}}\n`;

  test("is the way in which the next ones are made, and is read when nothing is wrong", async () => {
    crafted(`${record}{"end":1}\n`);
    expect(await read()).toEqual([
      { part: "record", seq: 1, at, record: { type: "worker.resumed", by: "me" } },
    ]);
  });

  test.each<[string, string | Buffer]>([
    ["no end", record],
    ["fewer records than it promises", `${record}{"end":2}\n`],
    ["something after its end", `{"end":0}\n${record}`],
    ["a line that is no JSON", "records follow\n"],
    ["a line with a field too many", '{"end":0,"more":1}\n'],
    ["a record that nobody could have written", record.replace('"by"', '"bi"')],
    ["a time that is none", record.replace(at, "yesterday")],
    ["a blob under another name", `{"blob":"sha256:${"0".repeat(64)}","bytes":3}\nabc{"end":0}\n`],
    ["a pack that is longer than the file could hold", `{"pack":"base","bytes":${2 ** 40}}\n`],
    ["a body that is not compressed", Buffer.from('{"end":0}\n')],
    ["bytes that are no text", Buffer.from(gzipSync(Buffer.from([0xff, 0xfe, 10])))],
  ])("is refused for %s", async (_what, body) => {
    crafted(body);
    await expect(read()).rejects.toMatchObject({
      code: "bad-input",
      message: expect.stringContaining("Nothing was taken"),
    });
  });

  test("is refused for a first line that lacks a field", async () => {
    crafted('{"end":0}\n', { worker: "../../etc" });
    await expect(openExport(path)).rejects.toThrow("worker id");
  });

  test("a body that swells to gigabytes is refused before it does", async () => {
    crafted(`{"pack":"base","bytes":100000000}\n${"\0".repeat(100_000_000)}`);
    expect(statSync(path).size).toBeLessThan(200_000);
    await expect(read()).rejects.toThrow("more files than it can hold");
  });
});

test("a file cut down to its first line says that it ends in the middle", async () => {
  await writeExport(path, anExport(), "1");
  truncateSync(path, readFileSync(path).indexOf("\n") + 1);
  await expect(openExport(path)).rejects.toThrow("ends in the middle");
});
