import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createLegate } from "../../src/index.ts";
import { scriptedModels } from "../../src/testing/index.ts";
import { makeShop } from "../support/shop.ts";

const VALUE = "ghp_0ne/Secret+for(all)~";
const NEEDLE = "a-needle-that-is-no-secret";

const command = (shell: string, more: Record<string, string[]> = {}) => ({
  tool: "run_command",
  arguments: { shell, ...more },
});
const given = { secrets: ["GH_TOKEN"] };
const PRINTS = [
  `echo ${NEEDLE}; echo "$GH_TOKEN"`,
  'printf %s "$GH_TOKEN" | base64; printf "a$GH_TOKEN" | base64; printf "ab$GH_TOKEN" | base64 -w0; printf "a$GH_TOKEN" | base64 | tr +/ -_',
  'printf %s "$GH_TOKEN" | od -An -v -tx1 | tr -d " \\n"; perl -e \'print "\\n", map { sprintf "%%%02X", ord } split //, $ENV{GH_TOKEN}\'',
  "perl -e '$| = 1; for (split //, $ENV{GH_TOKEN}) { print; select undef, undef, undef, 0.01 } print \"$ENV{GH_TOKEN}\\n\" x 30_000'; exit 3",
  'echo "$GH_TOKEN" > token.txt',
];

/** Every form in which the value might have been kept. */
const FORMS = [
  VALUE,
  encodeURIComponent(VALUE),
  [...Buffer.from(VALUE)].map((byte) => `%${byte.toString(16).toUpperCase()}`).join(""),
  Buffer.from(VALUE).toString("hex"),
  ...["", "a", "ab"].flatMap((before) =>
    (["base64", "base64url"] as const).map((kind) =>
      Buffer.from(before + VALUE)
        .toString(kind)
        .slice(4, -4),
    ),
  ),
];

test("a secret of the configuration is given to a command, and lies nowhere in the state directory", async () => {
  using shop = makeShop();
  const customModels = scriptedModels({
    main: [
      { calls: PRINTS.map((shell) => command(shell, given)) },
      { calls: [{ tool: "read_file", arguments: { path: "token.txt" } }] },
      { calls: [{ tool: "spawn_agent", arguments: { name: "child", task: "read it", model: "child" } }] },
      { calls: [{ tool: "wait_agent", arguments: {} }] },
      { text: "done" },
    ],
    child: [
      {
        calls: [
          { tool: "read_file", arguments: { path: "token.txt" } },
          command("cat token.txt"),
          command("echo $GH_TOKEN", given),
        ],
      },
      { text: "read" },
    ],
  });
  const { stateDir } = shop;
  await using legate = await createLegate({
    stateDir,
    customModels,
    env: { THE_TOKEN: VALUE },
    secrets: { GH_TOKEN: { env: "THE_TOKEN" } },
  });
  const workspace = { kind: "worktree", repo: shop.repo } as const;
  const { id } = await legate.spawn({ task: "go", model: "main", preset: "build", workspace, ...given });
  let live = "";
  const watching = (async () => {
    for await (const event of legate.events(id)) live += JSON.stringify(event);
  })();
  const { workers } = await legate.wait(id);
  expect(workers).toMatchObject([{ status: "completed", result: "done" }]);
  await watching;

  const kept = filesOf(stateDir)
    .map((path) => readFileSync(path, "latin1"))
    .join("\n");
  for (const where of [kept, live]) {
    expect(where).toContain(NEEDLE);
    expect(where).toContain("{{secret:GH_TOKEN}}");
    expect(FORMS.filter((form) => where.includes(form))).toEqual([]);
  }
  const records = await legate.records("child");
  expect(JSON.stringify(records)).toContain("the secret GH_TOKEN was not given to this worker");
  // The commands had it: what they wrote into their own files is not kept from anybody.
  expect(Buffer.from((await legate.diff(id)).patch).toString()).toContain(VALUE);
});

/** What Legate itself wrote: not the files of workspaces, nor the commits that keep them. */
function filesOf(folder: string): readonly string[] {
  return readdirSync(folder)
    .filter((name) => !["workspaces", "vaults", "scratch"].includes(name))
    .map((name) => join(folder, name))
    .flatMap((path) =>
      statSync(path).isDirectory() ? filesOf(path) : statSync(path).isFile() ? [path] : [],
    );
}
