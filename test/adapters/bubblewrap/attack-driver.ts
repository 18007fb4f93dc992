/**
 * Runs every attack, in the sandbox and where it must succeed, as whoever starts this file; prints one
 * JSON array. Started by the tests, as root and as a user without rights.
 */
import { spawnSync } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { createBubblewrapSandbox } from "../../../src/adapters/bubblewrap/sandbox.ts";
import { prepareAttackGround } from "./attack-ground.ts";
import { ATTACKS, type Attack } from "./attacks.ts";

export interface AttackResult {
  readonly name: string;
  readonly inside: string;
  /** Whether it succeeded where it must; null where this user cannot tell. */
  readonly control: boolean | null;
}

const ground = await prepareAttackGround(process.argv[2] ?? "");
const sandbox = createBubblewrapSandbox({ hidden: [] });
const isRoot = process.getuid?.() === 0;

const results: AttackResult[] = [];
for (const attack of ATTACKS) {
  results.push({ name: attack.name, inside: await inside(attack), control: control(attack) });
}
ground.close();
process.stdout.write(JSON.stringify(results));
process.exit(0);

async function inside(attack: Attack): Promise<string> {
  const later = setTimeout(() => writeFileSync(`${ground.secret}-later`, ""), 10);
  const outcome = await sandbox.run({
    argv: attack.program,
    cwd: ground.work,
    env: ground.env,
    mounts: [
      { path: ground.work, mode: "rw" },
      { path: ground.shown, mode: "ro" },
    ],
    timeoutMs: 10_000,
    maxOutputBytes: 10_000,
  });
  clearTimeout(later);
  rmSync(`${ground.work}/out`, { force: true });
  return Buffer.from(outcome.stdout.bytes).toString() + Buffer.from(outcome.stderr.bytes).toString();
}

function control(attack: Attack): boolean | null {
  if (attack.control !== "plain" && !isRoot) return null;
  const loose = [
    "--unshare-all",
    "--ro-bind",
    "/",
    "/",
    "--dev",
    "/dev",
    "--ro-bind",
    "/usr",
    "/usr",
    "--tmpfs",
    "/run",
  ];
  const [program = "", ...args] =
    attack.control === "loose as root" ? ["/usr/bin/bwrap", ...loose, ...attack.program] : attack.program;
  writeFileSync(`${ground.secret}-later`, "");
  const env = { ...process.env, ...ground.env };
  const done = spawnSync(program, args, { cwd: ground.work, env, encoding: "utf8", timeout: 10_000 });
  rmSync(`${ground.secret}-later`);
  return done.stdout.includes("OPEN");
}
