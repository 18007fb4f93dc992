import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";

/** Where version managers and installers put toolchains below a home folder; `*` is one folder's name. */
const USUAL = [
  ".rustup/toolchains/*",
  ".cargo",
  ".nvm/versions/node/*",
  ".local/share/fnm/node-versions/*/installation",
  ".pyenv/versions/*",
  ".rbenv/versions/*",
  ".sdkman/candidates/*/current",
  ".local/share/mise/installs/*/latest",
  ".volta",
  ".bun",
  ".deno",
  "go",
];

/** Toolchains that are there, as `~/…`: folders of the usual places that have programs in `bin`. */
export function suggestedToolRoots(home: string): readonly string[] {
  const found = USUAL.flatMap((pattern) => expand(home, pattern.split("/")));
  return found.filter((path) => existsSync(join(path, "bin"))).map((path) => `~${path.slice(home.length)}`);
}

function expand(folder: string, [name, ...rest]: readonly string[]): readonly string[] {
  if (name === undefined) return [folder];
  const names = name === "*" ? namesIn(folder) : [name];
  return names.flatMap((one) => expand(join(folder, one), rest));
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).toSorted();
  } catch {
    return [];
  }
}
