import { fieldOf } from "./own-field.ts";
import type { Problem } from "./strict-yaml.ts";
import type { Path, YamlDocument } from "./yaml-document.ts";

/** Of a node's `model_policy`. */
export const MODEL_POLICY_REFUSED: Readonly<Record<string, string>> = {
  model_tier: "name the model: `provider` and `model`",
  max_nudges: "a worker is not nudged; it is done when the model stops calling tools",
  nudge: "a worker is not nudged; it is done when the model stops calling tools",
  tool_examples: "tools are described to the model by their schemas",
  stop_after_successful_tools: "a worker is done when the model stops calling tools",
  require_successful_tools: "a worker is done when the model stops calling tools",
  turn_policy: "turns have no prose rules in this release",
};

/** Fields of Harn that this release cannot honour: the place they stand in, and why they are refused. */
const REFUSED: readonly (readonly [Path, Readonly<Record<string, string>>])[] = [
  [
    [],
    {
      graph: "workflows are not there yet; describe one agent under `node`",
      options: "these are options of a workflow, and workflows are not there yet",
      artifacts: "artifacts are not handed to workers yet; put what matters into `task`",
      transcript: "a worker starts with an empty transcript in this release",
    },
  ],
  [
    ["carry"],
    {
      context_policy: "nothing is carried from one cycle to the next yet",
      transcript_policy: "nothing is carried from one cycle to the next yet",
      transcript: "nothing is carried from one cycle to the next yet",
    },
  ],
  [["execution"], { env: "commands run in a clean environment; variables cannot be handed to them yet" }],
  [
    ["execution", "worktree"],
    {
      path: "Legate chooses where a checkout lies, so that no existing folder is ever taken over",
      branch: "no branch is made or moved in the repository; the work is kept in refs of our own",
    },
  ],
  [
    ["node"],
    {
      task_label: "the task is given to the model as it is",
      done_sentinel: "a worker is done when the model stops calling tools",
      transcript_policy: "a worker starts with an empty transcript in this release",
      context_policy: "artifacts are not handed to workers yet",
      input_contract: "contracts are not checked yet",
      output_contract: "contracts are not checked yet",
      map_policy: "workflows are not there yet",
      join_policy: "workflows are not there yet",
      reduce_policy: "workflows are not there yet",
      escalation_policy: "workflows are not there yet",
      verify: "verification nodes are not there yet; say in `task` what must hold",
      exit_when_verified: "verification nodes are not there yet",
    },
  ],
  [["node", "model_policy"], MODEL_POLICY_REFUSED],
];

/** Fields that have no effect in Harn, and none here. */
const INERT: readonly (readonly [Path, readonly string[]])[] = [
  [["node"], ["id", "prompt", "retry_policy", "branch_semantics"]],
];

/** Every field that asks for what this release cannot do. A field that asks for nothing is no problem. */
export function harnRefusals({ value, problemAt }: YamlDocument): readonly Problem[] {
  return REFUSED.flatMap(([path, fields]) => {
    const holder = valueAt(value, path);
    return Object.entries(fields).flatMap(([field, why]) =>
      asksForSomething(fieldOf(holder, field)) ? [problemAt([...path, field], why)] : [],
    );
  });
}

/** One line for each field that is read and has no effect. */
export function harnInertNotes({ value }: YamlDocument): readonly string[] {
  return INERT.flatMap(([path, fields]) => {
    const holder = valueAt(value, path);
    const present = fields.filter((field) => asksForSomething(fieldOf(holder, field)));
    return present.map((field) => `${[...path, field].join(".")} has no effect in Harn, and none here`);
  });
}

export function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((holder, step) => fieldOf(holder, String(step)), value);
}

function asksForSomething(value: unknown): boolean {
  if (value === undefined || value === null || value === false || value === "") return false;
  return typeof value !== "object" || Object.keys(value).length > 0;
}
