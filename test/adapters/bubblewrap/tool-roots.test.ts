import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createBubblewrapSandbox } from "../../../src/adapters/bubblewrap/sandbox.ts";
import type { Sandbox } from "../../../src/ports/sandbox.ts";
import { aCommand, aWorkspace, said } from "./a-sandbox.ts";

const SECRET = "the key of somebody";

let home: string;
let project: string;
let sandbox: Sandbox;
beforeEach(() => {
  home = mkdtempSync("/var/tmp/legate-home-");
  project = join(home, "project");
  mkdirSync(join(project, "tools/node/bin"), { recursive: true });
  writeFileSync(join(project, "tools/node/bin/hello"), "#!/bin/sh\necho hello\n");
  chmodSync(join(project, "tools/node/bin/hello"), 0o755);
  writeFileSync(join(home, "key"), SECRET);
  sandbox = createBubblewrapSandbox({ hidden: [], toolRoots: [{ path: join(project, "tools/node") }] });
});
afterEach(() => rmSync(home, { recursive: true }));

const LINKS_IT_AWAY = "hello; mv tools was && mkdir tools && ln -s ../.. tools/node && ls tools/node";
const run = (folder: string, script: string) =>
  sandbox.run(aCommand({ path: folder }, ["/bin/sh", "-c", script]));

test("a tool root in the folder that a command works in is found there, and cannot be made a way to what lies around it", async () => {
  expect(said(await run(project, LINKS_IT_AWAY)), "control: the link is made").toMatch(/^hello\n/);
  for (const mode of ["rw", "ro"] as const) {
    const mounts = [{ path: project, mode }];
    const looks = aCommand({ path: project }, ["/bin/sh", "-c", `cat ${home}/key; ls ${home}`], { mounts });
    expect(said(await sandbox.run(looks)), mode).not.toContain(SECRET);
  }
});

test("a tool root in whose place another folder lies is shown to nobody: the next start looks at it anew", async () => {
  const elsewhere = aWorkspace();
  expect(said(await run(elsewhere.path, "hello")), "control: it is shown as it was").toBe("hello\n");
  await run(project, LINKS_IT_AWAY);
  await expect(run(elsewhere.path, `cat ${home}/key`)).rejects.toMatchObject({ code: "sandbox-unavailable" });
  elsewhere.remove();
});
