import { type GlobMode, type GlobPart, parseGlob } from "./glob-syntax.ts";

export type { GlobMode } from "./glob-syntax.ts";

export type Glob =
  | { readonly ok: true; matches(text: string): boolean }
  | { readonly ok: false; readonly problem: string };

/**
 * The one glob dialect: `*`, `**`, `?`, `[set]`, `[!set]`, `{a,b}` and `\` before a character that is
 * meant as itself. Case-sensitive, the whole text must match, a leading dot is a character like any
 * other. In names `*` matches anything; in paths it stops at `/`, and `**` is a whole segment that
 * stands for any number of segments (`a/**` is everything below `a`, not `a` itself).
 *
 * G1. Matching takes time proportional to pattern times text, whatever the pattern: all alternatives
 *     are followed side by side, nothing is tried twice.
 */
export function compileGlob(pattern: string, mode: GlobMode): Glob {
  const parsed = parseGlob(pattern, mode);
  if (!parsed.ok) return parsed;
  const states: State[] = [{ on: "end" }];
  const start = addParts(states, parsed.parts, 0);
  return { ok: true, matches: (text) => run(states, start, text) };
}

/** True when a pattern means exactly one text: itself. */
export function isExactName(pattern: string): boolean {
  return !/[*?[\]{}\\]/.test(pattern);
}

/** The pattern that matches exactly `text`. */
export function escapeGlob(text: string): string {
  return text.replace(/[*?[\]{}\\]/g, "\\$&");
}

/** `step` eats one character and goes on to `next`; `fork` eats none and is in all of `to` at once. */
type State =
  | { readonly on: "end" }
  | { readonly on: "fork"; readonly to: readonly number[] }
  | { readonly on: "step"; readonly eats: (char: string) => boolean; next: number };

/** Adds states for `parts` in front of state `next`; answers where they start. */
function addParts(states: State[], parts: readonly GlobPart[], next: number): number {
  return parts.reduceRight((after, part) => addPart(states, part, after), next);
}

function addPart(states: State[], part: GlobPart, next: number): number {
  switch (part.part) {
    case "text":
      return add(states, { on: "step", eats: (char) => char === part.char, next });
    case "one":
      return add(states, { on: "step", eats: part.slash ? anything : notSlash, next });
    case "set":
      return add(states, { on: "step", eats: (char) => inSet(part, char), next });
    case "run": {
      const eats = part.slash ? anything : notSlash;
      const loop = addLoop(states, eats, next);
      return part.atLeastOne ? add(states, { on: "step", eats, next: loop }) : loop;
    }
    case "segments":
      return addSegments(states, next);
    case "choice":
      return add(states, { on: "fork", to: part.branches.map((branch) => addParts(states, branch, next)) });
  }
}

function addLoop(states: State[], eats: (char: string) => boolean, next: number): number {
  const step = add(states, { on: "step", eats, next: -1 });
  const fork = add(states, { on: "fork", to: [step, next] });
  states[step] = { on: "step", eats, next: fork };
  return fork;
}

/** Any number of: one or more characters other than `/`, then `/`. */
function addSegments(states: State[], next: number): number {
  const slash = add(states, { on: "step", eats: (char) => char === "/", next: -1 });
  const body = addLoop(states, notSlash, slash);
  const first = add(states, { on: "step", eats: notSlash, next: body });
  const fork = add(states, { on: "fork", to: [first, next] });
  states[slash] = { on: "step", eats: (char) => char === "/", next: fork };
  return fork;
}

function add(states: State[], state: State): number {
  return states.push(state) - 1;
}

function run(states: readonly State[], start: number, text: string): boolean {
  let active = new Set<number>();
  enter(states, start, active);
  for (const char of text) {
    const following = new Set<number>();
    for (const index of active) {
      const state = states[index];
      if (state?.on === "step" && state.eats(char)) enter(states, state.next, following);
    }
    if (following.size === 0) return false;
    active = following;
  }
  return active.has(0);
}

/** Marks `start` and what can be reached from it without eating; each state at most once. */
function enter(states: readonly State[], start: number, active: Set<number>): void {
  const pending = [start];
  for (let index = pending.pop(); index !== undefined; index = pending.pop()) {
    if (active.has(index)) continue;
    active.add(index);
    const state = states[index];
    if (state?.on === "fork") pending.push(...state.to);
  }
}

function anything(): boolean {
  return true;
}

function notSlash(char: string): boolean {
  return char !== "/";
}

function inSet(set: Extract<GlobPart, { part: "set" }>, char: string): boolean {
  if (char === "/" && !set.slash) return false;
  const point = char.codePointAt(0) ?? 0;
  return set.ranges.some(([first, last]) => first <= point && point <= last) !== set.negated;
}
