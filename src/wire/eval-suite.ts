import { z } from "zod";
import type { Expectation } from "../core/eval/expectation.ts";
import { VERDICTS } from "../core/evidence/judgement.ts";
import { STATUS_NAMES, WAITING_ON } from "../core/worker/status.ts";
import { OUTCOMES } from "../core/workflow/branch.ts";
import type { StrictRead } from "./strict-yaml.ts";
import { text } from "./worker-fields.ts";
import { checkDocument, readYamlDocument } from "./yaml-document.ts";

/** One run of a suite: where it is, and what it must have come to. */
export interface SuiteRun {
  readonly name: string;
  readonly source: RunSource;
  readonly expect: Expectation;
}

/** A recorded run: in the state directory, or in an export. Or one that is made now, as a worker file describes it. */
export type RunSource =
  | { readonly kind: "worker"; readonly worker: string }
  | { readonly kind: "export"; readonly file: string }
  | { readonly kind: "spawn"; readonly file: string };

const count = z.int().min(0);
const texts = z.union([text.transform((one) => [one]), z.array(text).min(1)]);

const textExpectation = z.strictObject({
  equals: z.string().exactOptional(),
  contains: texts.exactOptional(),
  lacks: texts.exactOptional(),
});

/** YAML reads a bare `true` as no text. */
const outcome = z.union([z.enum(OUTCOMES), z.boolean().transform((found) => (found ? "true" : "false"))]);

const artifact = z.strictObject({
  kind: text,
  atLeast: count.exactOptional(),
  atMost: count.exactOptional(),
});

const atMost = z.strictObject({
  costUsd: z.number().min(0).exactOptional(),
  tokens: count.exactOptional(),
  turns: count.exactOptional(),
  calls: count.exactOptional(),
  deniedCalls: count.exactOptional(),
});

const expectation = z.strictObject({
  status: z.enum(STATUS_NAMES).exactOptional(),
  waitingOn: z.enum(WAITING_ON).exactOptional(),
  failure: text.exactOptional(),
  result: textExpectation.exactOptional(),
  reason: textExpectation.exactOptional(),
  verdict: z.enum(VERDICTS).exactOptional(),
  visits: z.record(text, z.array(outcome)).exactOptional(),
  artifacts: z.array(artifact).exactOptional(),
  used: z.array(text).exactOptional(),
  unused: z.array(text).exactOptional(),
  atMost: atMost.exactOptional(),
  replays: z.literal(true).exactOptional(),
}) satisfies z.ZodType<Expectation>;

const run = z
  .strictObject({
    worker: text.exactOptional(),
    export: text.exactOptional(),
    spawn: text.exactOptional(),
    expect: expectation.refine((expect) => Object.keys(expect).length > 0, {
      message: "must expect something: a run of which anything may be true shows nothing",
    }),
  })
  .refine((one) => [one.worker, one.export, one.spawn].filter((from) => from !== undefined).length === 1, {
    message: "needs exactly one of `worker` (a recorded one), `export` (a file) and `spawn` (a worker file)",
  });

const suite = z.strictObject({
  version: z
    .number()
    .refine((version) => version === 1, { message: "this release reads version 1" })
    .exactOptional(),
  runs: z.record(z.string(), run).refine((runs) => Object.keys(runs).length > 0, {
    message: "must not be empty: a suite without runs shows nothing",
  }),
});

/** A suite of runs with what is expected of each (`docs/replay.md`), or every problem in its place. */
export function parseEvalSuite(source: string): StrictRead<readonly SuiteRun[]> {
  const document = readYamlDocument(source);
  if (!document.ok) return document;
  const checked = checkDocument(document.value, suite);
  if (!checked.ok) return checked;
  const runs = Object.entries(checked.value.runs).map(([name, one]) => ({
    name,
    source: sourceOf(one),
    expect: one.expect,
  }));
  return { ok: true, value: runs };
}

function sourceOf({ worker, export: exported, spawn }: z.infer<typeof run>): RunSource {
  if (worker !== undefined) return { kind: "worker", worker };
  return exported === undefined ? { kind: "spawn", file: spawn ?? "" } : { kind: "export", file: exported };
}
