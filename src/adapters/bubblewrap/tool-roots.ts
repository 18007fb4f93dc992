import { existsSync } from "node:fs";
import { join } from "node:path";
import { LegateError } from "../../ports/failure.ts";
import type { HostRoot } from "./host-root.ts";
import type { PlacedTools } from "./profile.ts";
import { realPathOf, resolveMounts } from "./resolve-mounts.ts";
import { type Visibility, whyNotVisible } from "./visible-paths.ts";

/** A toolchain outside `/usr` (nvm, pyenv, `node_modules/node`), shown read-only to every command. */
export interface ToolRoot {
  /** Absolute path of an existing folder. Never a whole home folder. */
  readonly path: string;
  /** Its folder of programs, put in front of PATH. @default "bin" */
  readonly bin?: string;
  /** Its programs come after the system's, and it may have none. @default false */
  readonly last?: boolean;
}

/**
 * Tool roots as mounts. One that is named through a link appears at its real path too, where its own
 * absolute links lead. Throws `bad-input` when a root or a `bin` to come first is missing, `denied` when it would
 * show a hidden path.
 */
export function placeTools(roots: readonly ToolRoot[], visibility: Visibility): PlacedTools {
  const paths = new Set(roots.flatMap(({ path }) => [path, realPathOf(path)]));
  const mounts = resolveMounts(
    [...paths].map((path) => ({ path, mode: "ro" })),
    visibility,
    "follow",
  );
  const first = roots.filter(({ last }) => last !== true).map(binOf);
  const last = roots.filter(({ last }) => last === true).filter(hasBin);
  return { mounts, bins: { first, last: last.map(binOf) } };
}

/** The system's own folders are always shown, so nothing hidden may lie in them. */
export function checkSystemRoot(root: HostRoot, visibility: Visibility): void {
  for (const path of root.folders) {
    const why = whyNotVisible(realPathOf(path), visibility);
    if (why === undefined) continue;
    throw new LegateError(
      "denied",
      `Every sandbox shows ${path}, but ${why}. Keep it elsewhere, e.g. in a home folder.`,
    );
  }
}

function hasBin({ path, bin = "bin" }: ToolRoot): boolean {
  const folder = join(path, bin);
  return existsSync(folder) && !folder.includes(":");
}

function binOf(root: ToolRoot): string {
  const { path, bin = "bin" } = root;
  if (hasBin(root)) return join(path, bin);
  throw new LegateError(
    "bad-input",
    `Tool root ${path} has no folder ${bin} usable in PATH; say where its programs are.`,
  );
}
