import { readStrictYaml, type StrictRead } from "../../wire/strict-yaml.ts";
import type { Script } from "./script.ts";
import { scriptFile } from "./script-file.ts";

/**
 * A script from the text of its file (YAML or JSON; the format is in `docs/scripted-models.md`).
 * Strict: what is not in the format is a problem with its line and column.
 */
export function parseScript(text: string): StrictRead<Script> {
  return readStrictYaml(text, scriptFile);
}
