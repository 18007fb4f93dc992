import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { repositoryDigest } from "../../src/testing/repository-digest.ts";
import { Place } from "./legate-process.ts";

let place: Place;

beforeAll(async () => {
  place = new Place();
  const say = place.model("say", `  - text: "Done."\n`);
  const write = place.model(
    "write",
    `  - calls: [{ tool: write_file, arguments: { path: b.txt, content: "new\\n" } }]\n  - text: "Wrote it."\n`,
  );
  await place.here(["run", "look", "--model", say, "--name", "looked", "-q"]);
  await place.here(["run", "write", "--model", write, "--name", "wrote", "-q"]);
});

afterAll(() => place[Symbol.dispose]());

const json = (text: string) => JSON.parse(text);
const names = (workers: readonly { readonly name: string }[]) => workers.map(({ name }) => name);

test("gc says what would go and why the rest stays, removes only that, and what was dropped goes after it", async () => {
  const before = await repositoryDigest(place.repo);
  const young = await place.here(["gc"]);
  expect(young.stdout).toContain("Would remove 0 workers");
  expect(young.stdout).toContain("finished too lately; see --older-than:");

  const plan = await place.here(["gc", "--older-than", "0s"]);
  expect(plan.stdout).toMatch(/Would remove 1 worker\n {2}looked .*completed .*records/);
  expect(plan.stdout).toMatch(
    / {4}to have it again, before: legate export worker_\S+ -o worker_\S+\.legate\n/,
  );
  expect(plan.stdout).toMatch(/its work is nowhere else; legate drop WORKER gives it up:\n {4}wrote/);
  expect(json((await place.here(["list", "--json"])).stdout)).toHaveLength(2);

  const report = json((await place.here(["gc", "--older-than", "0s", "--apply", "--json"])).stdout);
  expect(report).toMatchObject({ applied: true, refs: 1, kept: [{ name: "wrote", because: "unlanded" }] });
  expect(names(report.removed)).toEqual(["looked"]);
  expect(existsSync(report.removed[0].directory.path)).toBe(false);
  expect((await place.here(["diff", "wrote"])).stdout).toContain("+new");

  const dropped = await place.here(["drop", "wrote", "--reason", "a try"]);
  expect(dropped.stdout).toContain("its work is given up");
  expect((await place.here(["logs", "wrote"])).stdout).toContain("its work was given up by operator: a try");
  const all = json((await place.here(["gc", "--older-than", "0s", "--json"])).stdout).removed[0].getBack;
  expect(all.map(({ what }: { what: string }) => what)).toEqual(["worker", "files"]);
  const last = await place.here(["gc", "--older-than", "0s", "--apply"]);
  expect(last.stdout).toMatch(/Removed 1 worker, 3 refs, .*\n {2}wrote .*completed, dropped/);
  expect(json((await place.here(["list", "--json"])).stdout)).toEqual([]);
  expect((await place.here(["show", "wrote"])).code).toBe(2);
  expect(await repositoryDigest(place.repo)).toBe(before);

  const [, command = ""] = /its files again: (git .*)/.exec(last.stdout) ?? [];
  execFileSync("sh", ["-c", command], { env: place.env });
  const branch = place.git("for-each-ref", "--format=%(refname:short)", "refs/heads/legate").trim();
  expect(place.git("show", `${branch}:b.txt`)).toBe("new\n");
});

test("bad times and statuses are bad input", async () => {
  expect((await place.here(["gc", "--older-than", "soon"])).code).toBe(2);
  expect((await place.here(["gc", "--status", "done"])).code).toBe(2);
  expect((await place.here(["gc", "--worker", "nobody"])).code).toBe(2);
});
