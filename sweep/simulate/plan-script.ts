import type { ScriptCall, ScriptTurn } from "../../src/adapters/scripted/script.ts";
import type { Chance } from "../chance.ts";

/** Scripts by the name of the model that says them. */
export type Scripts = Readonly<Record<string, readonly ScriptTurn[]>>;

/** A worker may be sent to again and again; so often it has something to say. */
const LAST_WORDS = 30;

/** The script of one worker and, when it makes others, theirs: down to `depth` generations below it. */
export function scriptsFor(name: string, chance: Chance, depth: number): Scripts {
  const helpers = depth > 0 && chance.happens(0.5) ? 1 + chance.below(2) : 0;
  const children = Array.from({ length: helpers }, (_, index) => `${name}${index + 1}`);
  const own = Array.from({ length: 1 + chance.below(3) }, (_, turn) => turnFor(chance, turn, children));
  const below = children.map((child) => scriptsFor(child, chance, depth - 1));
  const last = Array.from({ length: LAST_WORDS }, () => ({ text: "the end" }));
  return Object.assign({ [name]: [...own, ...last] }, ...below);
}

function turnFor(chance: Chance, turn: number, children: readonly string[]): ScriptTurn {
  if (turn === 0 && children.length > 0) return { calls: children.map((child) => spawnOf(child, chance)) };
  if (chance.happens(0.1)) return { errors: [{ class: "network" }], text: "early end" };
  if (chance.happens(0.05)) return { errors: [{ class: "bad-request" }], text: "no" };
  const calls = Array.from({ length: 1 + chance.below(4) }, (_, index) => callFor(chance, index, children));
  const late = chance.happens(0.3) ? { retryAfterMs: 120_000 } : {};
  return chance.happens(0.1) ? { errors: [{ class: "overloaded", ...late }], calls } : { calls };
}

function callFor(chance: Chance, index: number, children: readonly string[]): ScriptCall {
  const child = chance.any(children);
  if (child !== undefined && chance.happens(0.5)) return addressOf(child, chance);
  const tool = chance.pick(["look", "look", "put", "send", "send", "pay", "nothing-such"]);
  const text = chance.happens(0.2) ? `x${index} ${"word ".repeat(400)}` : `x${index}`;
  return { tool, arguments: chance.happens(0.05) ? {} : { text } };
}

function spawnOf(child: string, chance: Chance): ScriptCall {
  const place = chance.happens(0.5) ? { workspace: "none" } : {};
  const budget = chance.happens(0.3) ? { budget: { turns: 2 } } : {};
  return { tool: "spawn_agent", arguments: { task: "help", name: child, model: child, ...place, ...budget } };
}

function addressOf(child: string, chance: Chance): ScriptCall {
  return chance.pick<ScriptCall>([
    { tool: "wait_agent", arguments: {} },
    { tool: "wait_agent", arguments: { workers: [child] } },
    { tool: "wait_agent", arguments: { mode: "any" } },
    { tool: "wait_agent", arguments: { workers: [child], timeout_seconds: 7 } },
    { tool: "send_input", arguments: { worker: child, text: "and this" } },
    { tool: "send_input", arguments: { worker: child, text: "then that", when: "follow_up" } },
    { tool: "close_agent", arguments: { worker: child } },
    { tool: "resume_agent", arguments: { worker: child } },
    { tool: "list_agents", arguments: {} },
  ]);
}
