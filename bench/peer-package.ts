import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

export const PEERS = ["langgraph", "restate"] as const;
export type PeerName = (typeof PEERS)[number];

const INSTALL_WITHIN_MS = 10 * 60_000;
/** npm says what it is about first. */
const LINES_OF_WHY = 4;

/** Where the programs of a peer lie, in a package of its own that is no part of ours. */
export function peerFolder(peer: PeerName): string {
  return join(import.meta.dirname, "peers", peer);
}

/** Installs what a peer needs, as its lockfile says, unless that was done. Throws when it cannot be had. */
export function installPeer(peer: PeerName): void {
  const folder = peerFolder(peer);
  const stamp = join(folder, "node_modules", ".installed-from");
  const lockfile = readFileSync(join(folder, "package-lock.json"), "utf8");
  if (lockfile === present(stamp)) return;
  process.stderr.write(`installing ${peer} (once) …\n`);
  const { status, error, stderr } = spawnSync(
    "npm",
    ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"],
    {
      cwd: folder,
      env: { ...process.env, PATH: `${dirname(process.execPath)}:${process.env["PATH"] ?? ""}` },
      encoding: "utf8",
      timeout: INSTALL_WITHIN_MS,
    },
  );
  const why = error?.message ?? stderr.split("\n").slice(0, LINES_OF_WHY).join("; ");
  if (status !== 0) throw new Error(`npm ci failed in ${folder}: ${why}`);
  writeFileSync(stamp, lockfile);
}

/** The version of one of a peer's packages that its lockfile holds. */
export function peerVersion(peer: PeerName, packageName: string): string {
  const { dependencies } = JSON.parse(readFileSync(join(peerFolder(peer), "package.json"), "utf8"));
  return String(dependencies[packageName]);
}

function present(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
