import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, realpathSync, renameSync, symlinkSync, writeFileSync } from "node:fs";
import { afterAll, expect, test } from "vitest";
import { isFailure } from "../../../src/ports/failure.ts";
import { aCommand, aWorkspace, said, sandbox } from "./a-sandbox.ts";

const { path: outer, remove } = aWorkspace();
afterAll(remove);

/** A folder inside of one that another worker may write, and one that neither may read. */
const inner = `${outer}/mine/in`;
for (const folder of [inner, `${outer}/not-ours/in`]) mkdirSync(folder, { recursive: true });
writeFileSync(`${inner}/file`, "inside");
writeFileSync(`${outer}/not-ours/in/file`, "secret");

const command = aCommand({ path: inner }, ["/bin/cat", "file"]);

test("a folder whose parent became a link is not mounted where that leads, and is again when it is back", async () => {
  renameSync(`${outer}/mine`, `${outer}/was`);
  symlinkSync("not-ours", `${outer}/mine`);
  expect(throughRawBubblewrap(), "the attempt is real").toBe("secret");
  const failure = await sandbox.run(command).catch((error: unknown) => error);
  expect(isFailure(failure, "workspace-conflict")).toBe(true);
  expect(String(failure)).toContain(`leads to ${outer}/not-ours/in through a symbolic link`);
  renameSync(`${outer}/mine`, `${outer}/link`);
  renameSync(`${outer}/was`, `${outer}/mine`);
  expect(said(await sandbox.run(command))).toBe("inside");
});

test("nor is it when the link is swapped in between the check and the mount", async () => {
  await sandbox.report();
  await using _ = await swapper();
  const seen: string[] = [];
  const late = () => seen.filter((one) => one.includes("was exchanged for something else"));
  await attempted(async () => {
    seen.push(await sandbox.run(command).then(said, String));
    return late().length === 10;
  });
  expect(seen).not.toContain("secret");
  expect(late(), "the first check was passed, and the last one was not").not.toEqual([]);
  const isReal = await attempted(async () => checkedOnlyBefore() === "secret");
  expect(isReal, "the attempt is real").toBe(true);
}, 180_000);

/** Again and again, for a minute at most, until it was done. Most attempts are refused at once and take no time. */
async function attempted(attempt: () => Promise<boolean>): Promise<boolean> {
  for (const end = performance.now() + 60_000; performance.now() < end; ) if (await attempt()) return true;
  return false;
}

function throughRawBubblewrap(): string {
  const system = [
    "--ro-bind",
    "/usr",
    "/usr",
    ...["bin", "lib", "lib64"].flatMap((name) => ["--symlink", `usr/${name}`, `/${name}`]),
  ];
  return spawnSync("/usr/bin/bwrap", [...system, "--bind", inner, "/in", "/bin/cat", "/in/file"], {
    encoding: "utf8",
  }).stdout;
}

/** What a check of the path alone is worth. */
function checkedOnlyBefore(): string {
  try {
    return realpathSync.native(inner) === inner ? throughRawBubblewrap() : "refused";
  } catch {
    return "refused";
  }
}

/** Somebody who puts a link in the place of the folder above, and the folder back, all the time. */
async function swapper(): Promise<AsyncDisposable> {
  const code = `const { renameSync, symlinkSync, unlinkSync } = require("node:fs");
    const [mine, was] = process.argv.slice(1); process.stdout.write("up");
    for (const parent = process.ppid; process.ppid === parent; ) { renameSync(mine, was); symlinkSync("not-ours", mine); pause(); unlinkSync(mine); renameSync(was, mine); pause(); }
    function pause() { Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, Math.random() * 4); }`;
  const child = spawn(process.execPath, ["-e", code, `${outer}/mine`, `${outer}/was`], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(child.stdout, "data");
  return {
    async [Symbol.asyncDispose]() {
      const ended = once(child, "exit");
      child.kill("SIGKILL");
      await ended;
    },
  };
}
