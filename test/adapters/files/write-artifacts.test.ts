import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { writeArtifacts } from "../../../src/adapters/files/artifacts/write-artifacts.ts";
import { sha256Hasher } from "../../../src/adapters/node/hasher.ts";
import { artifactFrom } from "../../../src/core/artifacts/artifact.ts";
import type { KeptArtifact } from "../../../src/core/artifacts/kept-artifact.ts";
import { ID } from "../../core/worker/a-worker.ts";

let folder: string;
let to: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "legate-artifacts-"));
  to = join(folder, "out");
});
afterEach(() => rmSync(folder, { recursive: true }));

const about = { worker: ID, exportedAt: "2026-01-01T00:00:00.000Z" };
const made = (draft: Parameters<typeof artifactFrom>[0]): KeptArtifact => ({
  ...artifactFrom(draft, { id: "a", createdAt: about.exportedAt, source: ID }),
  origin: { way: "call", worker: ID, cycle: 1, seq: 5, call: "t1.1" },
});
const PLAN = made({ kind: "plan", title: "../../the plan", text: "first this\n" });
const FACTS = made({ id: "b", kind: "resource", title: "facts", data: { n: 1 }, lineage: ["a"] });

test("a folder has a file for each artifact, and a manifest that says what each is and its digest", async () => {
  const manifest = await writeArtifacts(to, about, [PLAN, FACTS]);
  expect(readdirSync(to).toSorted()).toEqual([
    "01-plan-the-plan.txt",
    "02-resource-facts.json",
    "manifest.json",
  ]);
  expect(readFileSync(join(to, "01-plan-the-plan.txt"), "utf8")).toBe("first this\n");
  expect(JSON.parse(readFileSync(join(to, "02-resource-facts.json"), "utf8"))).toEqual({ n: 1 });
  expect(JSON.parse(readFileSync(join(to, "manifest.json"), "utf8"))).toEqual(manifest);
  expect(manifest).toMatchObject({ format: "legate-artifacts", version: 1, ...about });
  expect(manifest.artifacts[1]).toMatchObject({ id: "b", lineage: ["a"], origin: FACTS.origin });
  for (const { file, bytes, digest } of manifest.artifacts) {
    const content = readFileSync(join(to, file));
    expect([bytes, digest]).toEqual([content.byteLength, sha256Hasher.digest(content)]);
  }
});

test("an empty folder is taken; one with anything in it, a file and a link stay as they are", async () => {
  mkdirSync(to);
  await writeArtifacts(to, about, [PLAN]);
  const before = readdirSync(to);
  await expect(writeArtifacts(to, about, [FACTS])).rejects.toMatchObject({ code: "bad-input" });
  expect(readdirSync(to)).toEqual(before);

  const file = join(folder, "file");
  writeFileSync(file, "mine");
  await expect(writeArtifacts(file, about, [PLAN])).rejects.toMatchObject({ code: "bad-input" });
  expect(readFileSync(file, "utf8")).toBe("mine");

  const empty = join(folder, "empty");
  mkdirSync(empty);
  const link = join(folder, "link");
  symlinkSync(empty, link);
  await expect(writeArtifacts(link, about, [PLAN])).rejects.toMatchObject({ code: "bad-input" });
  expect(readdirSync(empty)).toEqual([]);
});

test("a folder that cannot be made is one clear refusal, and leaves nothing behind", async () => {
  const nowhere = join(folder, "no", "such", "place");
  await expect(writeArtifacts(nowhere, about, [PLAN])).rejects.toMatchObject({
    code: "bad-input",
    message: expect.stringContaining("ENOENT"),
  });
  expect(existsSync(join(folder, "no"))).toBe(false);
  expect(readdirSync(folder)).toEqual([]);
});
