import { existsSync } from "node:fs";
import { join } from "node:path";
import { LegateError } from "../../ports/failure.ts";
import type { HostRoot } from "./host-root.ts";
import type { PlacedMount } from "./profile.ts";
import { realPathOf, resolveMounts } from "./resolve-mounts.ts";
import { type Visibility, whyNotVisible } from "./visible-paths.ts";

/** A toolchain outside `/usr` (nvm, pyenv, `node_modules/node`), shown read-only to every command. */
export interface ToolRoot {
  /** Absolute path of an existing folder. Never a whole home folder. */
  readonly path: string;
  /** Its folder of programs, put in front of PATH. @default "bin" */
  readonly bin?: string;
}

export interface PlacedTools {
  readonly mounts: readonly PlacedMount[];
  readonly bins: readonly string[];
}

/**
 * Tool roots as mounts. One that is named through a link appears at its real path too, where its own
 * absolute links lead. Throws `bad-input` when a root or its `bin` is missing, `denied` when it would
 * show a hidden path.
 */
export function placeTools(roots: readonly ToolRoot[], visibility: Visibility): PlacedTools {
  const paths = new Set(roots.flatMap(({ path }) => [path, realPathOf(path)]));
  const mounts = resolveMounts(
    [...paths].map((path) => ({ path, mode: "ro" })),
    visibility,
  );
  return { mounts, bins: roots.map(binOf) };
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

function binOf({ path, bin = "bin" }: ToolRoot): string {
  const folder = join(path, bin);
  if (existsSync(folder) && !folder.includes(":")) return folder;
  throw new LegateError(
    "bad-input",
    `Tool root ${path} has no folder ${bin} usable in PATH; say where its programs are.`,
  );
}
