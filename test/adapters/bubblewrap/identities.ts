import { type ChildProcess, type StdioOptions, spawn } from "node:child_process";
import { chmodSync, constants, copyFileSync, cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** As whom a driver script is run. */
export interface Identity {
  readonly name: string;
  /** Put before the command line. */
  readonly prefix: readonly string[];
}

/** A number that no account has: a user without any rights, and nothing to clean up. */
const NOBODY = "54321";

/** Root tests both; anyone else can only be themselves. */
export const IDENTITIES: readonly Identity[] =
  process.getuid?.() === 0
    ? [
        { name: "root", prefix: [] },
        {
          name: "a user without rights",
          prefix: ["/usr/bin/setpriv", `--reuid=${NOBODY}`, `--regid=${NOBODY}`, "--clear-groups", "--"],
        },
      ]
    : [{ name: "the user who runs the tests", prefix: [] }];

const CHECKOUT = join(import.meta.dirname, "../../..");
const SOURCES = [
  "src/adapters/bubblewrap",
  "src/adapters/egress",
  "src/ports",
  "src/core/worker",
  "test/adapters/bubblewrap",
];

export interface ReadableCopy {
  /** Starts a driver script of this folder; descriptor 50 is `leaked`, as a careless parent would do. */
  start(identity: Identity, script: string, args: readonly string[], leaked?: number): ChildProcess;
  remove(): void;
}

/**
 * A copy of the sandbox, the drivers and Node that everyone may read: the checkout itself may lie in a
 * folder that only its owner can enter.
 */
export function readableCopy(): ReadableCopy {
  const root = mkdtempSync("/var/tmp/legate-copy-");
  chmodSync(root, 0o755);
  for (const path of SOURCES) cpSync(join(CHECKOUT, path), join(root, path), { recursive: true });
  writeFileSync(join(root, "package.json"), '{ "type": "module" }');
  const node = join(root, "node");
  copyFileSync(process.execPath, node, constants.COPYFILE_FICLONE);
  return {
    start(identity, script, args, leaked) {
      const path = join(root, "test/adapters/bubblewrap", script);
      const [program = "", ...rest] = [...identity.prefix, node, path, ...args];
      const stdio: StdioOptions = ["ignore", "pipe", "inherit", ...Array<"ignore">(47).fill("ignore")];
      if (leaked !== undefined) stdio.push(leaked);
      return spawn(program, rest, { stdio, env: { PATH: "/usr/bin:/bin", HUSH: "HUSHHUSH" } });
    },
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}
