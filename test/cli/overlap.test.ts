import { afterAll, beforeAll, expect, test } from "vitest";
import { repositoryDigest } from "../../src/testing/repository-digest.ts";
import { Place } from "./legate-process.ts";

let place: Place;

const writes = (files: Readonly<Record<string, string>>) =>
  `${Object.entries(files)
    .map(
      ([path, content]) =>
        `  - calls: [{ tool: write_file, arguments: { path: ${path}, content: ${JSON.stringify(content)} } }]\n`,
    )
    .join("")}  - text: "Done."\n`;

const LINES = Array.from({ length: 20 }, (_, index) => `line ${index}`);
const withLine = (at: number, text: string) => `${LINES.with(at, text).join("\n")}\n`;

beforeAll(async () => {
  place = new Place();
  place.write("long.txt", withLine(0, "line 0"));
  place.git("add", ".");
  place.git("-c", "user.name=t", "-c", "user.email=t@example.com", "commit", "-q", "-m", "two");
  const run = async (name: string, files: Readonly<Record<string, string>>) => {
    const ran = await place.here([
      "run",
      "Work",
      "--model",
      place.model(name, writes(files)),
      "--name",
      name,
      "-q",
    ]);
    expect(ran.code).toBe(0);
  };
  await run("top", { "long.txt": withLine(1, "by top"), "shared.txt": "top\n" });
  await run("bottom", { "long.txt": withLine(18, "by bottom") });
  await run("clash", { "shared.txt": "clash\n" });
  await run("alone", { "alone.txt": "a\n" });
});

afterAll(() => place[Symbol.dispose]());

interface Shown {
  readonly workers: readonly { readonly name: string }[];
  readonly paths: readonly string[];
  readonly conflicts: readonly { readonly path: string }[];
}

async function shown(...args: string[]) {
  const { stdout } = await place.here(["overlap", ...args, "--json"]);
  const found: readonly Shown[] = JSON.parse(stdout);
  return found.map(({ workers, paths, conflicts }) => [
    workers.map(({ name }) => name).join("+"),
    paths,
    conflicts.map(({ path }) => path),
  ]);
}

test("overlap names each pair that changes the same files, and whether that merges, before anything landed", async () => {
  const before = await repositoryDigest(place.repo);
  expect(await shown()).toEqual([
    ["top+bottom", ["long.txt"], []],
    ["top+clash", ["shared.txt"], ["shared.txt"]],
  ]);
  expect(await shown("bottom", "alone")).toEqual([]);
  const told = await place.here(["overlap", "top", "clash"]);
  expect(told.stdout).toMatch(
    /^top \(completed\) and clash \(completed\): 1 file in common, 1 conflict\n {2}shared\.txt\n/,
  );
  expect(told.stdout).toContain("    | top\n");
  expect((await place.here(["overlap", "top"])).code).toBe(2);
  expect(await repositoryDigest(place.repo)).toBe(before);
});

test("what was given up, or landed, overlaps with nobody any more", async () => {
  await place.here(["drop", "clash"]);
  const me = { GIT_COMMITTER_NAME: "Ann", GIT_COMMITTER_EMAIL: "ann@example.org" };
  expect((await place.here(["land", "bottom"], { env: me })).code).toBe(0);
  expect(await shown()).toEqual([]);
  expect((await place.here(["overlap"])).stdout).toBe("No two workers change the same files.\n");
});
