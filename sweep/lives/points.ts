import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Chance } from "../chance.ts";
import { spread } from "../spread.ts";
import type { Ground } from "./ground.ts";
import { type Death, live } from "./live.ts";
import { isScenario, SCENARIOS, type Scenario, type ScenarioName } from "./scenario.ts";
import type { Stage } from "./stage.ts";
import { callsIn, listening, meddling, straceIsHere, WRITING_CALLS, type WritingCall } from "./strace.ts";

/** A place in the life of a process: one of its commits, or one of its calls on the store's files. */
export type Place = { readonly commit: number; readonly when: "before" | "after" } | CallPlace;

export interface CallPlace {
  readonly call: WritingCall;
  readonly nth: number;
}

/** One life to be lived, and the places at which its processes die, one after the other. */
export interface Point {
  readonly name: string;
  readonly scenario: ScenarioName;
  readonly store: "fresh" | "made";
  readonly places: readonly Place[];
}

/**
 * Every single place of a scenario, found by living through it twice and listening: on a store that is
 * there, all that its writer does; on a fresh one, what it takes to make it.
 */
export async function pointsOf(stage: Stage, scenario: ScenarioName): Promise<readonly Point[]> {
  const made = await listenedTo(stage, scenario, "made");
  const fresh = await listenedTo(stage, scenario, "fresh");
  const commits = Array.from({ length: made.commits }, (_, index) => index + 1);
  const places: Place[] = [
    ...commits.flatMap((commit) => [{ commit, when: "before" } as const, { commit, when: "after" } as const]),
    ...placesIn(made.threads),
  ];
  return [
    ...places.map((place) => pointAt(scenario, "made", [place])),
    ...placesIn(fresh.threads.slice(0, 1)).map((place) => pointAt(scenario, "fresh", [place])),
  ];
}

/**
 * As many points as were asked for: spread over all single ones if there are enough, else all of them and
 * pairs of them, so that the process that goes on dies too.
 */
export function chosenPoints(singles: readonly Point[], count: number, seed: number): readonly Point[] {
  if (count <= singles.length) return spread(singles, count, seed);
  const chance = new Chance(seed);
  const points = new Map(singles.map((point) => [point.name, point]));
  for (let tries = 0; points.size < count && tries < 10 * count; tries++) {
    const pair = pairOf(singles, chance);
    if (pair !== undefined) points.set(pair.name, pair);
  }
  return [...points.values()];
}

/** The point of this name, as `pointsOf` and `chosenPoints` make them. */
export function pointNamed(name: string): Point {
  const [, scenario = "", store, where = ""] = /^(\w+), (fresh|made) store, (.+)$/.exec(name) ?? [];
  const places = where.split(", then ").flatMap(placeNamed);
  if (!isScenario(scenario) || store === undefined || places.length === 0) {
    throw new Error(
      `"${name}" names no point; an example is "once, made store, before commit 8, then fsync 3"`,
    );
  }
  return pointAt(scenario, store === "made" ? "made" : "fresh", places);
}

function placeNamed(text: string): readonly Place[] {
  const [, when, commit] = /^(before|after) commit (\d+)$/.exec(text) ?? [];
  if (when !== undefined) return [{ commit: Number(commit), when: when === "before" ? "before" : "after" }];
  const [, name, nth] = /^(\w+) (\d+)$/.exec(text) ?? [];
  const call = WRITING_CALLS.find((one) => one === name);
  return call === undefined ? [] : [{ call, nth: Number(nth) }];
}

export function deathsAt({ places }: Point, { directory }: Ground): readonly Death[] {
  return places.map((place) =>
    "call" in place
      ? { wrapper: meddling(directory, place.call, String(place.nth), "signal=KILL") }
      : { doom: { ...place, fate: "SIGKILL" } },
  );
}

function pairOf(singles: readonly Point[], chance: Chance): Point | undefined {
  const first = chance.any(singles);
  const second = chance.any(singles.filter(({ scenario }) => scenario === first?.scenario));
  if (first === undefined || second === undefined) return undefined;
  return pointAt(first.scenario, first.store, [...first.places, ...second.places]);
}

function pointAt(scenario: ScenarioName, store: Point["store"], places: readonly Place[]): Point {
  const where = places.map((place) =>
    "call" in place ? `${place.call} ${place.nth}` : `${place.when} commit ${place.commit}`,
  );
  return { name: `${scenario}, ${store} store, ${where.join(", then ")}`, scenario, store, places };
}

/** What a scenario does on a store that is there: its commits, and the calls on the store's files. */
export interface Heard {
  readonly commits: number;
  readonly calls: readonly CallPlace[];
}

export async function heardOf(stage: Stage, scenario: ScenarioName): Promise<Heard> {
  const { commits, threads } = await listenedTo(stage, scenario, "made");
  return { commits, calls: placesIn(threads) };
}

/** strace counts for each thread, so the n-th call is that of the first thread to get so far. */
function placesIn(threads: readonly ReadonlyMap<WritingCall, number>[]): readonly CallPlace[] {
  const most = new Map<WritingCall, number>();
  for (const calls of threads) {
    for (const [call, times] of calls) most.set(call, Math.max(times, most.get(call) ?? 0));
  }
  return [...most].flatMap(([call, times]) =>
    Array.from({ length: times }, (_, index) => ({ call, nth: index + 1 })),
  );
}

async function listenedTo(stage: Stage, scenario: ScenarioName, store: Point["store"]) {
  using ground = stage.ground(scenario, store);
  const log = join(ground.directory, "calls");
  const { workspaces }: Scenario = SCENARIOS[scenario];
  const listens = straceIsHere() && workspaces === "small"; // else git and its sandbox would be listened to as well
  const wrapper = listens ? listening(ground.directory, log) : [];
  const { endings, problems } = await live(stage.life(scenario, ground), [{ wrapper }]);
  const [ending] = endings;
  if (ending?.commits === undefined || problems.length > 0) {
    throw new Error(
      `the scenario ${scenario} does not even end in peace: ${problems[0] ?? ending?.complaint}`,
    );
  }
  const threads = wrapper.length === 0 ? [] : callsIn(readFileSync(log, "utf8"));
  return { commits: ending.commits, threads };
}
