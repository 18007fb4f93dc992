import { execFileSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import type { SandboxGap } from "../../ports/sandbox.ts";

export type FoundBwrap =
  | { readonly path: string; readonly version: string }
  | { readonly missing: SandboxGap };

/** `/usr/bin/bwrap` comes first: distributions that restrict namespaces allow that one by name. */
const PLACES = ["/usr/bin/bwrap", "/bin/bwrap", "/usr/local/bin/bwrap"];
/** The first with `--disable-userns`. */
const OLDEST = [0, 8] as const;
const INSTALL =
  "apt-get install bubblewrap (dnf install bubblewrap, pacman -S bubblewrap, apk add bubblewrap)";

/** Never looks along PATH: a worker's folder may be on it. */
export function findBwrap(places: readonly string[] = PLACES): FoundBwrap {
  const path = places.find(isExecutable);
  if (path === undefined)
    return { missing: { missing: `bubblewrap (looked for ${places.join(", ")})`, fix: INSTALL } };
  const version = versionOf(path);
  if (version === undefined)
    return { missing: { missing: `a working bubblewrap: ${path} --version fails`, fix: INSTALL } };
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const recent = major > OLDEST[0] || minor >= OLDEST[1];
  if (recent) return { path, version };
  return {
    missing: { missing: `bubblewrap ${OLDEST.join(".")} or newer; ${path} is ${version}`, fix: INSTALL },
  };
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function versionOf(path: string): string | undefined {
  try {
    const said = execFileSync(path, ["--version"], {
      env: {},
      encoding: "utf8",
      timeout: 5_000,
      stdio: ["ignore", "pipe", "ignore"],
    });
    return /(\d+\.\d+(\.\d+)?)/.exec(said)?.[1];
  } catch {
    return undefined;
  }
}
