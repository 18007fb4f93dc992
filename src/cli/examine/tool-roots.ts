import { existsSync } from "node:fs";
import { join } from "node:path";
import { suggestedToolRoots } from "../../compose/suggested-tool-roots.ts";
import { expandHome } from "../../compose/tool-roots.ts";
import type { Check } from "../render/checks.ts";

/** Files in which toolchains keep the tokens of registries; a root is shown with all that is in it. */
const TOKENS = ["credentials.toml", "credentials", ".npmrc", ".netrc"];

/** Which toolchains commands see besides the system's, and which they could. */
export function checkToolRoots(declared: readonly string[], home: string | undefined): Check {
  const name = "tool roots";
  const roots = declared.map((path) => ({ path, full: expandHome(path, home) }));
  const missing = roots.filter(({ full }) => !existsSync(full)).map(({ path }) => path);
  const tokens = roots.flatMap(({ path, full }) =>
    TOKENS.filter((file) => existsSync(join(full, file))).map((file) => `${path}/${file}`),
  );
  const found = roots.length === 0 ? undeclared(home) : roots.map(shown).join(", ");
  if (missing.length > 0) {
    const fix = `create ${missing.join(", ")}, or take it out of toolRoots`;
    return { name, state: "warn", found: `${found}; not there: ${missing.join(", ")}`, fix };
  }
  if (tokens.length > 0) {
    const fix = "name the folder of the programs alone, e.g. its bin";
    return { name, state: "warn", found: `${found}; commands can read ${tokens.join(", ")}`, fix };
  }
  return { name, state: "ok", found };
}

function shown({ path, full }: { readonly path: string; readonly full: string }): string {
  return existsSync(join(full, "bin")) ? `${path} (bin in PATH)` : path;
}

function undeclared(home: string | undefined): string {
  const there = home === undefined ? [] : suggestedToolRoots(home);
  if (there.length === 0) return "none; commands see the system's programs and the Node that runs Legate";
  return `none; to show yours to commands, in your configuration: toolRoots: [${there.join(", ")}]`;
}
