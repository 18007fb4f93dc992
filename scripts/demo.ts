import { execFileSync, spawn } from "node:child_process";
import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { repositoryDigest } from "../src/testing/repository-digest.ts";

/**
 * The main job on a small real repository: its tests fail, somebody's own unfinished changes lie in it,
 * and a worker fixes it in a checkout of its own. Only the model is scripted.
 */
const TASK =
  "Fix the failing tests of this project. Change as little as possible, and run the tests to be sure.";
const EXAMPLE = resolve("examples/fix-failing-tests");

const keep = process.argv.includes("--keep");
const unknown = process.argv.slice(2).filter((argument) => argument !== "--keep");
if (unknown.length > 0) {
  process.stderr.write(`legate: the demo takes only --keep, not ${unknown.join(" ")}\n`);
  process.exit(2);
}

const scratch = await mkdtemp(join(tmpdir(), "legate-demo-"));
const shop = join(scratch, "shop");
let exitCode = 1;
try {
  await makeRepository();
  const before = await repositoryDigest(shop);
  exitCode = await runWorker();
  const after = await repositoryDigest(shop);
  say(`your repository before  ${before}`);
  say(`your repository after   ${after}`);
  say(before === after ? "not a byte of it changed" : "IT CHANGED: this is a fault of Legate");
  if (before !== after) exitCode = 1;
} finally {
  if (keep) say(`kept: ${scratch}  (state: LEGATE_STATE_DIR=${join(scratch, "state")})`);
  else {
    await rm(scratch, { recursive: true, force: true });
    say("its folders are gone again; with --keep they stay, for looking around");
  }
}
process.exitCode = exitCode;

/** History, a stash, a staged file, an edit and an untracked file: what people have in their repositories. */
async function makeRepository(): Promise<void> {
  await cp(join(EXAMPLE, "shop"), shop, { recursive: true });
  git("init", "-q", "-b", "main");
  commit("Add up carts and print receipts");
  await writeFile(join(shop, "src", "vat.js"), "export const VAT = 19;\n");
  git("add", "src/vat.js");
  git("stash", "push", "-q");
  await writeFile(join(shop, "NOTES.md"), "- ask about refunds\n");
  await writeFile(join(shop, "CHANGELOG.md"), "# Changes\n");
  git("add", "CHANGELOG.md");
  await writeFile(join(shop, "README.md"), "# shop\n\nMy own unfinished words.\n");
}

function commit(message: string): void {
  git("add", ".");
  git("commit", "-q", "-m", message);
}

function git(...args: string[]): void {
  const identity = [
    "-c",
    "user.name=Demo",
    "-c",
    "user.email=demo@example.invalid",
    "-c",
    "commit.gpgSign=false",
  ];
  execFileSync("git", [...identity, ...args], { cwd: shop, stdio: ["ignore", "ignore", "inherit"] });
}

/** The command as anybody would type it. */
async function runWorker(): Promise<number> {
  const options = [
    "run",
    "--repo",
    shop,
    "--model",
    `scripted:${join(EXAMPLE, "script.yaml")}`,
    "--name",
    "fix-shop",
  ];
  say(`a repository with failing tests and uncommitted changes: ${shop}`);
  say(`legate ${options.join(" ")} --task "${TASK}"`);
  const child = spawn(process.execPath, [resolve("bin/legate.js"), ...options, "--task", TASK], {
    cwd: scratch,
    env: {
      ...process.env,
      LEGATE_STATE_DIR: join(scratch, "state"),
      LEGATE_CONFIG: "",
      XDG_CONFIG_HOME: scratch,
    },
    stdio: "inherit",
  });
  process.on("SIGINT", () => undefined); // the worker's own answer to Ctrl-C comes first
  return new Promise((done) => child.on("exit", (code) => done(code ?? 130)));
}

function say(text: string): void {
  process.stdout.write(`demo: ${text}\n`);
}
