import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createBubblewrapSandbox } from "../../../src/adapters/bubblewrap/sandbox.ts";
import { readFile } from "../../../src/adapters/coding-tools/read-file.ts";
import { runCommand } from "../../../src/adapters/coding-tools/run-command.ts";
import { writeFile } from "../../../src/adapters/coding-tools/write-file.ts";
import { openDirectory } from "../../../src/adapters/git/plain-workspaces.ts";
import { call, prepare, problemOf, run, scratch } from "./scratch.ts";

const sandbox = createBubblewrapSandbox({ hidden: [] });

/** Two workers in folders of a user, one inside the other's, and a folder that is neither's. */
async function nested() {
  const at = await scratch();
  const inner = join(at.root, "sub/in");
  for (const folder of [inner, join(at.outside, "in")]) mkdirSync(folder, { recursive: true });
  writeFileSync(join(inner, "file"), "inside");
  writeFileSync(join(at.outside, "in/file"), "secret");
  const workspace = await openDirectory(inner);
  const redirect = () =>
    call(runCommand({ sandbox }), { shell: "mv sub was && ln -s ../outside sub" }, at.scope);
  return { inner, scope: { workspace }, redirect, [Symbol.asyncDispose]: () => at[Symbol.asyncDispose]() };
}

test("a worker in a folder above cannot lead another one out of its own by a link", async () => {
  await using two = await nested();
  const prepared = await prepare(writeFile, { path: "new", content: "x" }, two.scope);
  expect(await two.redirect()).toMatchObject({ status: "ok" });
  expect(readFileSync(join(two.inner, "file"), "utf8"), "the link is real").toBe("secret");

  expect(await problemOf(readFile, { path: "file" }, two.scope)).toContain("leads elsewhere now");
  expect(await run(writeFile, prepared, two.scope)).toMatchObject({ status: "error" });
  const command = call(runCommand({ sandbox }), { argv: ["cat", "file"] }, two.scope);
  await expect(command).rejects.toThrow("leads elsewhere now");
  await expect(openDirectory(two.inner)).rejects.toMatchObject({ code: "workspace-conflict" });
});

test("nor by a link that it plants after a command of the other was judged", async () => {
  await using two = await nested();
  const tool = runCommand({ sandbox });
  const judged = await prepare(tool, { argv: ["cat", "file"] }, two.scope);
  await two.redirect();
  await expect(run(tool, judged, two.scope)).rejects.toMatchObject({ code: "workspace-conflict" });
});
