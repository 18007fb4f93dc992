import { readFile } from "node:fs/promises";
import { isAbsolute } from "node:path";
import { nearest } from "../../core/nearest-name.ts";
import { LegateError } from "../../ports/failure.ts";
import type { Model, Models } from "../../ports/model.ts";
import { problemLines } from "../../wire/strict-yaml.ts";
import { parseScript } from "./parse-script.ts";
import type { Script, ScriptTurn } from "./script.ts";
import { scriptedModel } from "./scripted-model.ts";

export const SCRIPTED_PREFIX = "scripted:";

/**
 * Models named `scripted:<absolute path>`, which say what that file wrote down. Rejects with
 * `unknown-model` when there is no such file, with `bad-input` (and every problem with its line)
 * when it is not a script.
 */
export function createScriptedModels(): Models {
  return { resolve: async (name) => scriptedModel(name, await readScript(name)) };
}

async function readScript(name: string): Promise<Script> {
  const path = name.startsWith(SCRIPTED_PREFIX) ? name.slice(SCRIPTED_PREFIX.length) : "";
  if (!isAbsolute(path)) {
    throw new LegateError(
      "unknown-model",
      `Model "${name}" is not a scripted model: write ${SCRIPTED_PREFIX} and the absolute path of a script.`,
      { details: { model: name } },
    );
  }
  const text = await readFile(path, "utf8").catch((cause: unknown) => {
    const message = `The script of model "${name}" cannot be read (${codeOf(cause)}); check the path.`;
    throw new LegateError("unknown-model", message, { cause, details: { model: name, path } });
  });
  const read = parseScript(text);
  if (read.ok) return read.value;
  throw new LegateError("bad-input", `Not a model script:\n${problemLines(path, read.problems)}`, {
    details: { model: name, path, problems: read.problems },
  });
}

function codeOf(cause: unknown): string {
  return cause instanceof Error && "code" in cause ? String(cause.code) : String(cause);
}

/**
 * Scripted models in memory, for tests and for trying the library: one list of turns that every name
 * resolves to, or scripts by model name (another name rejects with `unknown-model`).
 */
export function scriptedModels(
  scripts: readonly ScriptTurn[] | Readonly<Record<string, Script | readonly ScriptTurn[]>>,
): Models {
  return {
    resolve: async (name): Promise<Model> => {
      if (isTurns(scripts)) return scriptedModel(name, { turns: scripts });
      const script = Object.hasOwn(scripts, name) ? scripts[name] : undefined;
      if (script === undefined) throw unknownName(name, Object.keys(scripts));
      return scriptedModel(name, isTurns(script) ? { turns: script } : script);
    },
  };
}

function isTurns(value: unknown): value is readonly ScriptTurn[] {
  return Array.isArray(value);
}

function unknownName(name: string, known: readonly string[]): LegateError {
  const near = nearest(name, known);
  const hint = near === undefined ? "" : ` Did you mean "${near}"?`;
  return new LegateError(
    "unknown-model",
    `No script for model "${name}"; there are: ${known.join(", ")}.${hint}`,
    {
      details: { model: name, known },
    },
  );
}
