import type { NodeKind } from "../../../core/workflow/node-kind.ts";
import type { Step, StepField } from "./step-fields.ts";

/** What a step is, or why nobody can say. */
export type StepKind = { readonly ok: true; readonly kind: NodeKind } | StepFault;

export interface StepFault {
  readonly ok: false;
  readonly field: StepField | undefined;
  readonly message: string;
}

/** One field that tells what a step does. A step has one of them at most. */
const TELLING: readonly (readonly [StepField, NodeKind])[] = [
  ["run", "command"],
  ["verify", "verify"],
  ["uses", "workflow"],
  ["ask", "approval"],
  ["escalate", "escalation"],
  ["wait", "wait"],
  ["wait_until", "wait"],
  ["reduce", "reduce"],
  ["prompt", "stage"],
];

/** The kind of what a step does, `for_each` and `goto` aside: told by its fields, and by `kind` where they leave a choice. */
export function stepKind(step: Step): StepKind {
  const [first, second] = TELLING.filter(([field]) => step[field] !== undefined);
  if (first !== undefined && second !== undefined) {
    return fault(second[0], `a step does one thing: \`${first[0]}\` or \`${second[0]}\``);
  }
  const told = kindOfWork(step, first?.[1]);
  if (step.kind === undefined || step.kind === told || mayBe(step.kind, told)) {
    return { ok: true, kind: step.kind ?? told };
  }
  return fault("kind", `says ${step.kind}, and its fields make it a ${told}`);
}

function kindOfWork(step: Step, told: NodeKind | undefined): NodeKind {
  if (told !== undefined && told !== "stage") return told;
  if (told === undefined && step.agent === undefined) return withoutWork(step);
  return step.isolation === undefined ? "stage" : "subagent";
}

function withoutWork({ if: condition, needs = [] }: Step): NodeKind {
  if (condition !== undefined) return "condition";
  return (Array.isArray(needs) ? needs.length : Object.keys(needs).length) > 1 ? "join" : "fork";
}

/** Kinds whose fields are the same. */
function mayBe(said: NodeKind, told: NodeKind): boolean {
  return (said === "subagent" && told === "stage") || (said === "fork" && told === "join");
}

const PLACE: readonly StepField[] = [
  "kind",
  "title",
  "needs",
  "join",
  "if",
  "goto",
  "max_visits",
  "metadata",
];
const TRIES: readonly StepField[] = ["retry", "timeout"];
const CONTRACT: readonly StepField[] = [
  "output",
  "output_kind",
  "repair_turns",
  "inputs",
  "requires_transcript",
];
const AGENT: readonly StepField[] = [
  ...([
    "prompt",
    "agent",
    "system",
    "model",
    "model_settings",
    "tools",
    "policy",
    "approvals",
    "limits",
  ] as const),
  ...(["transcript", "with", "context"] as const),
];
const EACH: readonly StepField[] = [
  "for_each",
  "max_items",
  "surplus",
  "max_parallel",
  "strategy",
  "at_least",
];

/** What steps of a kind may say beside their place; every other field would do nothing. */
const FIELDS: Readonly<Record<NodeKind, readonly StepField[]>> = {
  stage: [...AGENT, ...TRIES, ...CONTRACT, ...EACH],
  subagent: [...AGENT, ...TRIES, ...CONTRACT, ...EACH, "isolation", "take_in", "budget"],
  command: ["run", "cwd", "exit_codes", "with", "output", "output_kind", ...TRIES, ...EACH],
  verify: ["verify", "with", "context", ...TRIES, ...CONTRACT, ...EACH],
  workflow: ["uses", "with", ...TRIES, ...EACH],
  reduce: ["reduce", "context", ...TRIES, ...CONTRACT],
  approval: ["ask", "approvers", "context", "timeout"],
  escalation: ["escalate", "level", "queue", "context", "timeout"],
  wait: ["wait", "wait_until"],
  condition: ["context"],
  fork: [],
  join: [],
  map: [],
};

/** Fields that would have no effect in a step of this kind. */
export function idleFields(step: Step, kind: NodeKind): readonly StepFault[] {
  const known: readonly string[] = [...PLACE, ...FIELDS[kind]];
  const idle = (Object.keys(step) as StepField[]).filter((field) => !known.includes(field));
  const each =
    step.for_each === undefined ? EACH.filter((one) => step[one] !== undefined && known.includes(one)) : [];
  return [
    ...idle.map((field) => fault(field, `does nothing in a ${kind} step`)),
    ...each.map((field) => fault(field, "does nothing without `for_each`")),
    ...(step.take_in !== undefined && kind === "subagent" && (step.isolation ?? "worktree") !== "worktree"
      ? [
          fault(
            "take_in",
            "does nothing without `isolation: worktree`: there is no work of its own to take in",
          ),
        ]
      : []),
    ...(step.max_visits !== undefined && step.goto === undefined
      ? [fault("max_visits", "does nothing without `goto`")]
      : []),
  ];
}

function fault(field: StepField | undefined, message: string): StepFault {
  return { ok: false, field, message };
}
