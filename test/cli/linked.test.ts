import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { repositoryDigest } from "../../src/testing/repository-digest.ts";
import { Place } from "./legate-process.ts";

let place: Place;
let model: string;

beforeAll(() => {
  place = new Place();
  model = place.model(
    "write",
    `  - calls: [{ tool: write_file, arguments: { path: b.txt, content: "new\\n" } }]
  - calls: [{ tool: git_status, arguments: {} }, { tool: git_log, arguments: {} }]
  - text: "Wrote it."
`,
  );
});
afterAll(() => place[Symbol.dispose]());

const ME = { GIT_COMMITTER_NAME: "Ann", GIT_COMMITTER_EMAIL: "ann@example.org" };
const linked = (name: string, ...more: string[]) =>
  place.here(["run", "write", "--linked", "--model", model, "--name", name, "-q", ...more]);

test("a worker in a linked worktree edits, sees git, lands, and leaves nothing but its landing", async () => {
  const before = await repositoryDigest(place.repo);
  expect(await linked("edits")).toMatchObject({ code: 0 });
  const shown = JSON.parse((await place.here(["show", "edits", "--json"])).stdout);
  expect(place.git("worktree", "list")).toContain(shown.workspace.root);
  expect(shown).toMatchObject({ preset: "edit", workspace: { linked: true } });
  const log = (await place.here(["logs", "edits", "--json"])).stdout;
  expect(log).toContain("?? b.txt");
  expect(log).toMatch(/[0-9a-f]{7,} .*one/);
  expect(await place.here(["release", "edits"])).toMatchObject({ code: 0 });
  expect(await repositoryDigest(place.repo)).toBe(before);
  expect(await place.here(["land", "edits"], { env: ME })).toMatchObject({ code: 0 });
  expect(readFileSync(join(place.repo, "b.txt"), "utf8")).toBe("new\n");
});

test("a bare repository is one to be in, too", async () => {
  const bare = join(place.path, "bare.git");
  place.git("clone", "-q", "--bare", place.repo, bare);
  const args = ["run", "write", "--linked", "--model", model, "--name", "bare", "-q"];
  expect(await place.here(args, { cwd: bare })).toMatchObject({ code: 0 });
});

test("one that may run commands is refused, with the reason, before there is a worker", async () => {
  const refused = await linked("runs", "--policy", "build");
  expect([refused.code, refused.stderr]).toEqual([
    2,
    expect.stringContaining(
      "A linked worktree is for workers that run no process, and this one may use process_exec",
    ),
  ]);
  expect((await place.here(["show", "runs"])).code).toBe(2);
  expect((await place.here(["run", "x", "--linked", "--dir", ".", "--model", model])).stderr).toContain(
    "--linked goes with an isolated checkout",
  );
});
