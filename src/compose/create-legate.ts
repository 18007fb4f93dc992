import { openLegate } from "../compose.ts";
import type { ApprovalPolicy } from "../core/policy/approval-policy.ts";
import type { SpawnInput, SpawnWorkflow } from "../core/worker/spawn-input.ts";
import type { Compactor } from "../ports/compactor.ts";
import { LegateError } from "../ports/failure.ts";
import type { Models } from "../ports/model.ts";
import type { Legate } from "../runtime/legate.ts";
import type { SpawnOptions } from "../runtime/legate-options.ts";
import { type Config, NO_CONFIG } from "../wire/config-file.ts";
import { problemLines } from "../wire/strict-yaml.ts";
import { parseWorkerFile } from "../wire/worker-file.ts";
import { parseWorkflowGraph } from "../wire/workflow/graph-schema.ts";

export interface CreateLegateOptions extends Partial<Omit<Config, "presetAtMost">> {
  /** Where journals, vaults and workspaces lie. @default `$LEGATE_STATE_DIR`, else `$XDG_STATE_HOME/legate` */
  readonly stateDir?: string;
  /**
   * `here`: workers run in this process and stop with it (any later process continues them);
   * `background`: a detached driver process runs them; `spawn` rejects with `model-key-missing` when the
   * one that is alive cannot call the model and cannot be replaced from here. @default "here"
   */
  readonly drive?: "here" | "background";
  /** Where keys and addresses are looked up. @default process.env */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Models of your own instead of the configured ones; only for `drive: "here"`. */
  readonly customModels?: Models;
  /** Tells earlier messages in short, for workers with `compaction.strategy: "custom"`; only for `drive: "here"`. */
  readonly compact?: Compactor["tell"];
}

/** A worker as a program describes it: the shape of a worker file (`docs/worker-file.md`). */
export type WorkerInput = Omit<SpawnInput, "approvals" | "workspace" | "workflow"> & {
  /** @default `{ kind: "none" }` */
  readonly workspace?: WorkspaceInput;
  /** A graph, and what it is given. One that goes on from another run's results is made by `rerun`. */
  readonly workflow?: WorkflowInput;
  /** Rules such as `Bash(npm test)`, `Edit(src/**)`. */
  readonly approvals?: {
    readonly deny?: readonly string[];
    readonly ask?: readonly string[];
    readonly allow?: readonly string[];
    readonly writeAllow?: "any" | readonly string[];
    readonly otherwise?: ApprovalPolicy["otherwise"];
  };
};

type WorkflowInput = Pick<SpawnWorkflow, "graph" | "inputs">;

/** Where to work; see `WorkspaceSpec` for what each field means. */
export type WorkspaceInput =
  | { readonly kind: "none" }
  | { readonly kind: "directory"; readonly path: string }
  | {
      readonly kind: "worktree";
      /** @default the working directory's repository */
      readonly repo?: string;
      /** @default "HEAD" */
      readonly base?: string;
      /** @default none */
      readonly include?: readonly string[];
      /** @default false */
      readonly includeUncommitted?: boolean;
      /** @default false */
      readonly linked?: boolean;
    };

/**
 * The library's handle; `await using` closes it, and hands running workers back. One that stood still for
 * longer than `hungAfterMs` while others wanted its workers has lost them and is over: what is asked of it
 * rejects with `driver-lost`, and a new one must be opened.
 */
export interface LegateHandle extends Omit<Legate, "spawn"> {
  /** See `Legate.spawn`. Relative paths start from the working directory; unknown fields are refused. */
  spawn(
    input: WorkerInput,
    options?: Pick<SpawnOptions, "signal" | "timeoutMs">,
  ): ReturnType<Legate["spawn"]>;
}

/**
 * Opens Legate in this process. Nothing is read from configuration files: what is configured is what
 * the options say. Rejects with `state-dir-unusable`, `store-too-new` or `store-unavailable`.
 */
export async function createLegate(options: CreateLegateOptions = {}): Promise<LegateHandle> {
  const { stateDir, drive = "here", env = process.env, customModels, compact, ...config } = options;
  if (drive === "background" && (customModels !== undefined || compact !== undefined)) {
    const what = customModels !== undefined ? "Models" : "Ways to compact";
    throw new LegateError(
      "bad-input",
      `${what} of your own live in this process: use them with drive: "here".`,
    );
  }
  const opened = await openLegate({
    env,
    drive: drive === "here" ? "here" : "anyone",
    config: { ...NO_CONFIG, ...config },
    ...(stateDir === undefined ? {} : { stateDir }),
    ...(customModels === undefined ? {} : { models: customModels }),
    ...(compact === undefined ? {} : { compactor: { tell: compact } }),
  });
  const afterwards = async <T>(summary: Promise<T>): Promise<T> => {
    const result = await summary;
    if (drive === "background") await opened.ensureDriver();
    return result;
  };
  const { legate } = opened;
  return {
    ...legate,
    [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose](),
    spawn: (input, spawnOptions) =>
      afterwards(
        Promise.resolve(input)
          .then(strict)
          .then(async (it) => {
            const model = it.model ?? config.model;
            if (drive === "background" && model !== undefined) await opened.checkDriver([model]);
            return legate.spawn(it, spawnOptions);
          }),
      ),
    rerun: (worker, rerunOptions) => afterwards(legate.rerun(worker, rerunOptions)),
    resume: (worker, resumeOptions) => afterwards(legate.resume(worker, resumeOptions)),
    approve: (worker, answer) => afterwards(legate.approve(worker, answer)),
    deny: (worker, answer) => afterwards(legate.deny(worker, answer)),
    send: (worker, text, sendOptions) => afterwards(legate.send(worker, text, sendOptions)),
    fork: (worker, forkOptions) => afterwards(legate.fork(worker, forkOptions)),
    wait: async (workers, waitOptions) => {
      if (drive === "background") await opened.ensureDriver();
      return legate.wait(workers, waitOptions);
    },
  };
}

/** Programs are held to the same format as files: a misspelt field is an error, not silence. */
function strict({ workflow, ...input }: WorkerInput): SpawnInput {
  const read = parseWorkerFile(JSON.stringify(input), { directory: process.cwd() });
  if (!read.ok) throw new LegateError("bad-input", problemLines("worker", read.problems));
  const worker = { ...read.value.draft, task: read.value.draft.task ?? "" };
  return workflow === undefined ? worker : { ...worker, workflow: strictWorkflow(workflow) };
}

function strictWorkflow({ graph, inputs, ...unknown }: WorkflowInput): SpawnWorkflow {
  const [other] = Object.keys(unknown);
  if (other !== undefined) {
    const instead = other === "after" ? "`rerun` goes on from another run" : "known here: graph, inputs";
    throw new LegateError("bad-input", `workflow.${other}: unknown field; ${instead}`);
  }
  const read = parseWorkflowGraph(graph);
  if (!read.ok) {
    const lines = read.problems.map(({ path, message }) => `workflow.graph.${path.join(".")}: ${message}`);
    throw new LegateError("bad-input", lines.join("\n"));
  }
  return { graph: read.value, ...(inputs === undefined ? {} : { inputs }) };
}
