import type { Path } from "../../../core/workflow/validate/graph-problem.ts";

/** Where fields of a node stand in its step. What is not named keeps its name, in `snake_case`. */
const PLACES: readonly (readonly [Path, Path])[] = [
  [["when"], ["if"]],
  [["items"], ["for_each"]],
  [
    ["join", "atLeast"],
    ["join", "at_least"],
  ],
  [["contract", "output", "schema"], ["output"]],
  [["contract", "output", "kind"], ["output_kind"]],
  [["contract", "output", "repairTurns"], ["repair_turns"]],
  [["contract", "requiresTranscript"], ["requires_transcript"]],
  [["contract", "inputs"], ["inputs"]],
  [
    ["context", "nodes"],
    ["context", "steps"],
  ],
  [
    ["command", "argv"],
    ["verify", "run"],
  ],
  [["command"], ["verify"]],
  [["review"], ["verify", "review"]],
  [["subject"], ["verify", "subject"]],
  [["expect"], ["verify"]],
  [["concat"], ["reduce"]],
  [["template"], ["reduce", "template"]],
  [["stage"], ["reduce", "stage"]],
  [["argv"], ["run"]],
  [["workflow"], ["uses"]],
  [["question"], ["ask"]],
  [["reason"], ["escalate"]],
  [["forMs"], ["wait"]],
  [["until"], ["wait_until"]],
  [["timeoutMs"], ["timeout"]],
  [["workspace"], ["isolation"]],
  [["budgets"], ["budget"]],
  [["maxConcurrency"], ["max_parallel"]],
];

/** Blocks that are written as in worker files. */
const KEPT = ["policy", "approvals", "limits", "metadata"];

/** The place in a step of the place in its node. */
export function placeInStep(path: Path): Path {
  const inside = path[0] === "do" ? path.slice(1) : path;
  const [from = [], to = []] = PLACES.find(([start]) => start.every((part, at) => inside[at] === part)) ?? [];
  const rest = inside.slice(from.length);
  const kept = rest.some((part) => KEPT.includes(String(part))) || to[0] === "output";
  return [...to, ...(kept ? rest : rest.map(snake))];
}

function snake(part: string | number): string | number {
  return typeof part === "number" ? part : part.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
