import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

export type PeerName = "langgraph" | "restate";

const INSTALL_WITHIN_MS = 10 * 60_000;

/** Where the programs of a peer lie, in a package of its own that is no part of ours. */
export function peerFolder(peer: PeerName): string {
  return join(import.meta.dirname, "peers", peer);
}

/** Installs what a peer needs, as its lockfile says, unless that was done. Answers why it cannot be had, or nothing. */
export function whyMissing(peer: PeerName): string | undefined {
  const folder = peerFolder(peer);
  const stamp = join(folder, "node_modules", ".installed-from");
  const lockfile = readFileSync(join(folder, "package-lock.json"), "utf8");
  if (lockfile === present(stamp)) return undefined;
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
  if (status !== 0) return `npm ci failed in ${folder}: ${error?.message ?? stderr.trim()}`;
  writeFileSync(stamp, lockfile);
  return undefined;
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
