import type { z } from "zod";
import type { Json } from "../../core/json.ts";
import type { CommandUse, PathUse } from "../../core/policy/call-facts.ts";
import type { ToolAnnotations } from "../../core/policy/tool-annotations.ts";
import { isFailure } from "../../ports/failure.ts";
import type {
  PreparedCall,
  Tool,
  ToolOutput,
  ToolRun,
  ToolScope,
  UnreadableCall,
} from "../../ports/toolbox.ts";
import { argumentsSchema, explainedArguments, plainJson } from "../../wire/tool-arguments.ts";
import { type Place, placeOf } from "./place.ts";
import { systemProblem, ToolProblem } from "./tool-problem.ts";

/**
 * One coding tool as its file writes it down: arguments already parsed, problems thrown as
 * `ToolProblem`. Canonical arguments fit the same schema as a model's, and preparing them again
 * answers the same.
 */
export interface ToolDefinition<Input> {
  readonly name: string;
  readonly description: string;
  readonly input: z.ZodType<Input>;
  readonly annotations: ToolAnnotations;
  prepare(input: Input, place: Place): Promise<Preparation<Input>>;
  run(input: Input, at: RunPlace): Promise<ToolOutput>;
}

interface Preparation<Input> {
  readonly canonical: Input;
  readonly paths: readonly PathUse[];
  readonly command?: CommandUse;
  readonly hosts?: readonly string[];
  readonly secrets?: readonly string[];
  readonly summary: string;
  readonly target?: string;
}

export interface RunPlace {
  readonly place: Place;
  readonly scope: ToolScope;
  readonly run: ToolRun;
}

/** The tool as the gateway sees it. */
export function defineTool<Input>(definition: ToolDefinition<Input>): Tool {
  const { name, annotations } = definition;
  return {
    description: {
      name,
      description: definition.description,
      inputSchema: argumentsSchema(definition.input),
    },
    annotations,
    prepare: (args, scope) => prepared(definition, args, scope),
    run: (call, scope, run) => ran(definition, call, scope, run),
  };
}

async function prepared<Input>(
  definition: ToolDefinition<Input>,
  args: Json,
  scope: ToolScope,
): Promise<PreparedCall | UnreadableCall> {
  const parsed = definition.input.safeParse(args, { reportInput: true });
  if (!parsed.success)
    return { ok: false, problem: explainedArguments(definition.name, definition.input, parsed.error) };
  try {
    const { canonical, summary, target, ...touched } = await definition.prepare(
      parsed.data,
      placeOf(scope.workspace),
    );
    const { name: tool, annotations } = definition;
    const facts = { tool, annotations, arguments: plainJson(canonical), ...touched };
    return { ok: true, facts, summary, ...(target === undefined ? {} : { target }) };
  } catch (error) {
    return { ok: false, problem: problemOf(error, definition.name).message };
  }
}

async function ran<Input>(
  definition: ToolDefinition<Input>,
  call: PreparedCall,
  scope: ToolScope,
  run: ToolRun,
): Promise<ToolOutput> {
  const input = definition.input.parse(call.facts.arguments); // prepare made them: anything else is a bug
  try {
    return await definition.run(input, { place: placeOf(scope.workspace), scope, run });
  } catch (error) {
    if (run.signal.aborted && isNamed(error, "AbortError")) return { status: "aborted", text: "Stopped." };
    if (isNamed(error, "TimeoutError"))
      return { status: "timed-out", text: "It took too long and was stopped." };
    if (isFailure(error, "sandbox-unavailable") && error.details["isPassing"] === true)
      return { status: "error", text: error.message };
    return { status: "error", text: problemOf(error, definition.name).message };
  }
}

/** The model's part of an error; anything else goes on as it is. */
function problemOf(error: unknown, tool: string): ToolProblem {
  const problem = error instanceof ToolProblem ? error : systemProblem(error, tool);
  if (problem === undefined) throw error;
  return problem;
}

/** Aborting throws what the signal was given: by default errors of these names. */
function isNamed(error: unknown, name: "AbortError" | "TimeoutError"): boolean {
  return error instanceof Error && error.name === name;
}
