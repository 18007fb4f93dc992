import { existsSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import type { ToolRoot } from "../adapters/bubblewrap/tool-roots.ts";
import { whyNotVisible } from "../adapters/bubblewrap/visible-paths.ts";
import { LegateError } from "../ports/failure.ts";

/** The Node that runs us, for commands inside the sandbox, where it does not belong to the system anyway. */
export function runningNode(execPath = process.execPath): readonly ToolRoot[] {
  if (execPath.startsWith("/usr/")) return [];
  const bin = dirname(execPath);
  return [{ path: bin, bin: "." }];
}

export interface RootsPlace {
  /** The user's home folder; nothing where there is none. */
  readonly home: string | undefined;
  readonly stateDir: string;
}

/**
 * The toolchains that the user declared (`toolRoots`), behind the system's programs in PATH. One that is not
 * there is left out, and `legate doctor` says so. Rejects with `denied` what would show more than tools: the
 * home folder, the state directory, folders of keys and credentials, and whatever contains one of them.
 */
export function declaredToolRoots(declared: readonly string[], place: RootsPlace): readonly ToolRoot[] {
  const paths = declared.map((path) => expandHome(path, place.home));
  for (const path of paths) refuseSecrets(path, place);
  return paths.filter((path) => existsSync(path)).map((path) => ({ path, last: true }));
}

/** `~/…` as an absolute path. */
export function expandHome(path: string, home: string | undefined): string {
  if (!path.startsWith("~/")) return withoutSlash(path);
  if (home !== undefined) return withoutSlash(join(home, path.slice(2)));
  throw new LegateError("bad-input", `toolRoots: ${path} needs a home folder (HOME); give an absolute path.`);
}

/** Folders and files in which tools of many kinds keep keys, tokens and passwords. */
const SECRETS = [
  ...[".ssh", ".gnupg", ".aws", ".azure", ".kube", ".docker", ".netrc", ".git-credentials", ".npmrc"],
  ...[
    ".password-store",
    ".local/share/keyrings",
    ".mozilla",
    ".config/gcloud",
    ".config/gh",
    ".config/legate",
  ],
];

function refuseSecrets(path: string, { home, stateDir }: RootsPlace): void {
  const secrets = home === undefined ? [] : SECRETS.map((name) => join(home, name));
  const visibility = { hidden: [stateDir, ...secrets].map(realOrSame), revealed: [] };
  const real = realOrSame(path);
  const isHome = home !== undefined && (realOrSame(home) === real || realOrSame(home).startsWith(`${real}/`));
  const why = isHome ? "it is or contains your home folder" : whyNotVisible(real, visibility);
  if (why === undefined) return;
  throw new LegateError(
    "denied",
    `toolRoots: ${path} is not shown to commands: ${why}. Name the folder of the toolchain itself.`,
    { details: { path } },
  );
}

function realOrSame(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    return path; // not there (yet)
  }
}

function withoutSlash(path: string): string {
  return path.length > 1 ? path.replace(/\/+$/, "") : path;
}
