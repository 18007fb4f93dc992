import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Place } from "../cli/legate-process.ts";

let place: Place;
beforeEach(() => {
  place = new Place();
});
afterEach(() => place[Symbol.dispose]());

/** Runs two workers at once whose commands are this script; answers what the model of each was told. */
async function twoAtOnce(script: string, more = ""): Promise<readonly string[]> {
  const turns = `  - calls: [{ tool: run_command, arguments: { shell: ${JSON.stringify(script)} } }]\n  - text: "Done."\n`;
  const model = place.model("runs", turns);
  const path = join(place.path, "worker.yaml");
  writeFileSync(
    path,
    `task: go\nmodel: ${model}\nworkspace: { kind: worktree, repo: ${place.repo} }\n${more}`,
  );
  const names = ["one", "two"];
  await Promise.all(names.map((name) => place.here(["run", "--file", path, "--name", name, "-q"])));
  const records = await Promise.all(names.map((name) => place.here(["show", name, "--records"])));
  return records.map(({ stdout }) => {
    const finished = stdout.split("\n").find((line) => line.includes('"call.finished"')) ?? "{}";
    return String(JSON.parse(finished).record?.text);
  });
}

test("commands find the variables of the worker file, the worker's name and a block of ports that is its own", async () => {
  const script = "echo db=$DATABASE worker=$LEGATE_WORKER ports=$LEGATE_PORT_BASE+$LEGATE_PORT_COUNT";
  const [one = "", two = ""] = await twoAtOnce(script, "env: { DATABASE: shop_test }\n");
  const shape = /db=shop_test worker=(worker_\S+) ports=(\d+)\+10/;
  const [, first, port] = shape.exec(one) ?? [];
  const [, second, other] = shape.exec(two) ?? [];
  expect([first, port]).not.toContain(undefined);
  expect(first).not.toBe(second);
  expect(Math.abs(Number(port) - Number(other))).toBeGreaterThanOrEqual(10);
});

test("two workers can listen on the same port at the same time: each command has a network of its own", async () => {
  const serve =
    "const s = require('net').createServer().listen(3000, () => setTimeout(() => s.close(() => console.log('served')), 1500)); s.on('error', (e) => console.log(e.code));";
  const said = await twoAtOnce(`node -e "${serve}"`);
  expect(said.map((text) => /served|EADDRINUSE/.exec(text)?.[0])).toEqual(["served", "served"]);
});

test("a variable that Legate sets, or that is none, is refused before a worker is made", async () => {
  for (const name of ["PATH", "LEGATE_WORKER", "https_proxy", "A=B"]) {
    const path = join(place.path, "worker.yaml");
    writeFileSync(path, `task: go\nmodel: ${place.model("m", "  - text: x\n")}\nenv: { "${name}": x }\n`);
    expect(await place.here(["run", "--file", path, "-q"])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("cannot be set"),
    });
  }
  expect(JSON.parse((await place.here(["list", "--json"])).stdout)).toEqual([]);
});
