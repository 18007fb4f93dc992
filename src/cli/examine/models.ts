import { isFailure } from "../../ports/failure.ts";
import type { Models } from "../../ports/model.ts";
import type { Config } from "../../wire/config-file.ts";
import type { Check } from "../render/checks.ts";

type Env = Readonly<Record<string, string | undefined>>;

const NO_MODEL_FIX =
  "set `model: provider/model` in ~/.config/legate/config.yaml, LEGATE_MODEL, or pass --model each time";

/**
 * Whether the default model could be called, and which keys are there. Keys themselves are never shown.
 * Without a readable configuration only the environment can name a model.
 */
export async function checkModels(
  models: Models,
  config: Config | undefined,
  env: Env,
): Promise<readonly Check[]> {
  const model = config === undefined ? env["LEGATE_MODEL"] || undefined : config.model;
  const isUnknown = config === undefined && model === undefined;
  return [...(isUnknown ? [] : [await defaultModel(models, model)]), keys(config, env)];
}

async function defaultModel(models: Models, model: string | undefined): Promise<Check> {
  const name = "model";
  if (model === undefined) return { name, state: "warn", found: "no default model", fix: NO_MODEL_FIX };
  try {
    const { price } = await models.resolve(model);
    const known = price === undefined ? "price unknown" : "price known";
    return { name, state: "ok", found: `${model} (${known}; not called)` };
  } catch (error) {
    if (!isFailure(error)) throw error;
    return { name, state: "fail", found: error.message, fix: "see docs/models.md" };
  }
}

function keys(config: Config | undefined, env: Env): Check {
  const configured = Object.values(config?.models.providers ?? {}).flatMap(
    ({ apiKeyEnv }) => apiKeyEnv ?? [],
  );
  const names = [...new Set(["OPENAI_API_KEY", "ANTHROPIC_API_KEY", ...configured])];
  const present = names.filter((name) => (env[name] ?? "") !== "");
  const absent = names.filter((name) => !present.includes(name));
  const found = [
    ...(present.length > 0 ? [`set: ${present.join(", ")}`] : []),
    ...(absent.length > 0 ? [`not set: ${absent.join(", ")}`] : []),
  ].join("; ");
  if (present.length > 0) return { name: "keys", state: "ok", found };
  return {
    name: "keys",
    state: "warn",
    found,
    fix: "export the key of the provider you use; see docs/models.md",
  };
}
