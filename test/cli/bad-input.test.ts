import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Place } from "./legate-process.ts";

let place: Place;
let write: string;

beforeAll(() => {
  place = new Place();
  write = place.model("write", "  - text: hello\n");
});

afterAll(() => place[Symbol.dispose]());

const json = (text: string) => JSON.parse(text);

describe("bad input gets one clear error and the right exit code", () => {
  test.each([
    ["no command", [], 2, /^legate: say what to do/],
    ["an unknown command", ["lsit"], 2, /Did you mean "list"\?/],
    ["an unknown flag", ["run", "x", "--modle", "y"], 2, /has no option --modle\. Did you mean "--model"\?/],
    ["a missing task", ["run"], 2, /say what to do: --task/],
    ["an unknown tool", ["run", "x", "--tools", "reed_file"], 2, /no tool reed_file/],
    ["an unknown preset", ["run", "x", "--policy", "bild"], 2, /is no preset .*Did you mean "build"\?/],
    ["an unknown role", ["run", "x", "--agent", "reviwer"], 2, /no agent role "reviwer"/],
    ["a base that does not exist", ["run", "x", "--base", "nope"], 2, /nope/],
    ["a base that looks like an option", ["run", "x", "--base=--evil"], 2, /--evil/],
    ["what is no repository", ["run", "x", "--repo", "/usr"], 2, /\/usr is not in a git repository/],
    ["a folder that is not there", ["run", "x", "--dir", "nowhere"], 2, /nowhere/],
    ["a model without a key", ["run", "x", "--model", "openai/gpt-5.2"], 2, /OPENAI_API_KEY/],
    ["an unknown provider", ["run", "x", "--model", "opnai/gpt"], 2, /Did you mean "openai"\?/],
    ["a blank name", ["run", "x", "--name", " "], 2, /--name is empty/],
    ["too many turns", ["run", "x", "--max-turns", "9999999999"], 2, /from 1 to 999999999/],
    ["a state directory in the repository", ["run", "x", "--state-dir", "s"], 2, /\/s lies inside .*\/shop/],
    ["no worker named", ["wait"], 2, /legate wait needs a name or an id\. Usage: legate wait WORKER/],
    ["no worker to close", ["close", "nobody"], 2, /no worker nobody/],
    ["an age without its unit", ["gc", "--older-than", "30"], 2, /needs a unit: 30d are days/],
    ["a budget twice", ["run", "x", "--budget", "turns=1", "--budget", "turns=2"], 2, /turns more than once/],
    ["a budget with two amounts", ["run", "x", "--budget", "turns=1=2"], 2, /turns=1=2 is not an amount/],
    ["a position that is none", ["events", "--after", "x"], 2, /from 0 to 999999999, not "x"/],
    ["no worker of that name", ["show", "nobody"], 2, /no worker nobody/],
    ["a worker file that is not there", ["run", "-f", "no.yaml"], 2, /no worker file at .*no\.yaml/],
  ])("%s", async (_, args, code, message) => {
    const model =
      args[0] === "run" && !args.includes("--model") && !args.includes("--modle") ? ["--model", write] : [];
    const ran = await place.here([...args, ...model]);
    expect(ran).toMatchObject({ code, stdout: "" });
    expect(ran.stderr).toMatch(message);
    expect(ran.stderr.trim().split("\n")).toHaveLength(1);
  });

  test("a worker file with mistakes: every one with its line and column", async () => {
    const path = place.write("bad.yaml", "task: x\nmodle: y\nlimits: { maxTurn: 3 }\n");
    const ran = await place.here(["run", "-f", "bad.yaml"]);
    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain(`${path}:2:1: modle: unknown field "modle"; did you mean "model"?`);
    expect(ran.stderr).toContain(`${path}:3:11: limits.maxTurn: `);
  });

  test("a policy file with an unknown preset: the nearest one", async () => {
    const path = place.write("policy.yaml", "sideEffects: read_only\npreset: bild\n");
    const ran = await place.here(["run", "x", "--model", write, "--policy", "policy.yaml"]);
    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain(`${path}:2:1: preset: unknown value "bild"; did you mean "build"?`);
  });

  test("with --json it is JSON on standard output, of the real program too", async () => {
    const ran = await place.legate(["show", "nobody", "--json"]);
    expect(ran).toMatchObject({ code: 2, stderr: "" });
    expect(json(ran.stdout)).toMatchObject({ error: { code: "unknown-worker" } });
  });

  test("outside of a repository it says how to name a folder", async () => {
    const ran = await place.here(["run", "x", "--model", write], { cwd: place.path });
    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain("--dir PATH to work in place");
  });

  test("a state directory that cannot be one", async () => {
    const file = join(place.path, "a-file");
    writeFileSync(file, "");
    const ran = await place.here(["list", "--state-dir", join(file, "state")]);
    expect(ran.code).toBe(2);
    expect(ran.stderr).toMatch(/^legate: The state directory .* --state-dir/);
  });

  test("a list of none says whether there are any at all", async () => {
    expect((await place.here(["list"])).stdout).toMatch(/^No workers yet\. /);
    expect((await place.here(["list", "--name", "nobody"])).stdout).toMatch(/^No worker fits\. /);
  });

  test("and none of it made a worker", async () => {
    expect((await place.here(["list", "--all", "--json"])).stdout).toBe("[]\n");
  });
});
