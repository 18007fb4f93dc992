import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";

/**
 * Adds to package-lock.json the optional binaries of other platforms that a registry mirror did not
 * have when the file was written. npm leaves those out, and `npm ci` then refuses the file everywhere.
 * They are never fetched where they do not fit; where they do, npm takes them without a checksum.
 * Run it after every change of dependencies: `node scripts/complete-lockfile.ts`.
 */
interface Locked {
  version?: string;
  optionalDependencies?: Record<string, string>;
  dev?: boolean;
  [field: string]: unknown;
}

const lock = JSON.parse(readFileSync("package-lock.json", "utf8")) as { packages: Record<string, Locked> };
let added = 0;
for (const [path, { optionalDependencies = {}, dev }] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(optionalDependencies)) {
    if (lookedUp(path, name) !== undefined) continue;
    lock.packages[`node_modules/${name}`] = {
      version,
      ...platformOf(name),
      optional: true,
      ...(dev ? { dev } : {}),
    };
    added += 1;
  }
}
lock.packages = Object.fromEntries(Object.entries(lock.packages).toSorted(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync("package-lock.json", `${JSON.stringify(lock, null, 2)}\n`);
process.stdout.write(`${added} entries added\n`);
execFileSync("npm", ["ci", "--dry-run", "--loglevel=error"], { stdio: ["ignore", "ignore", "inherit"] });

/** As Node would find it from `path`. */
function lookedUp(path: string, name: string): Locked | undefined {
  for (let folder = path; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf("/node_modules/")))) {
    const found = lock.packages[folder === "" ? `node_modules/${name}` : `${folder}/node_modules/${name}`];
    if (found !== undefined || folder === "") return found;
  }
}

/** Such packages say in their names where they fit. */
function platformOf(name: string): { os?: string[]; cpu?: string[] } {
  const os = [
    "android",
    "darwin",
    "freebsd",
    "openharmony",
    "win32",
    "linux",
    "aix",
    "sunos",
    "openbsd",
    "netbsd",
  ].find((it) => name.includes(it));
  const cpu = ["arm64", "x64", "ia32", "arm", "ppc64", "riscv64", "s390x", "loong64", "mips64el"].find((it) =>
    new RegExp(`-${it}\\b`).test(name),
  );
  if (os === undefined)
    throw new Error(`${name} is missing from the registry and does not say where it fits`);
  return { os: [os], ...(cpu === undefined ? {} : { cpu: [cpu] }) };
}
