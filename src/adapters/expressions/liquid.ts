import { Liquid, LiquidError, type Template } from "liquidjs";
import type { JsonObject } from "../../core/json.ts";
import type { Read, TextReading } from "../../core/workflow/expression.ts";
import type { Rendered } from "../../ports/expressions.ts";
import { bounded, isTooLong } from "./bounded.ts";
import { FILTERS, TAGS } from "./liquid-language.ts";
import { liquidReads, offsetOf } from "./liquid-reads.ts";
import { plainReads } from "./plain-reads.ts";
import { remembered } from "./remembered.ts";

/** In characters: of a template, and of what may come of it. */
const LONGEST_TEMPLATE = 100_000;
const LONGEST_TEXT = 4_000_000;

const liquid = strictLiquid();

/** What a template reads, or where it is wrong. */
export function readLiquid(source: string): TextReading {
  const read = parsed(source);
  return read.ok ? { ok: true, reads: read.reads, type: "string" } : read;
}

/** The text that comes of a template over these names. */
export function renderLiquid(source: string, names: JsonObject): Rendered {
  const read = parsed(source);
  if (!read.ok) return { ok: false, reason: `${read.message}, at character ${read.offset + 1}` };
  try {
    const render = (): unknown => liquid.renderSync(read.template(), { ...names });
    const text = onlyShows(source) ? render() : bounded(render);
    if (typeof text !== "string") throw new Error("a template rendered to something that is no text");
    if (text.length <= LONGEST_TEXT) return { ok: true, text };
    return { ok: false, reason: `comes to more than ${LONGEST_TEXT} characters` };
  } catch (error) {
    if (isTooLong(error)) return { ok: false, reason: "took too long; it reads or makes too much" };
    if (LiquidError.is(error)) return { ok: false, reason: wordsOf(error) };
    throw error;
  }
}

/** Only puts values in: what that takes is in proportion to them, and needs no stopwatch, which costs 0.4 ms. */
const onlyShows = remembered(
  (source: string): boolean =>
    !source.includes("{%") && !source.includes("..") && !/\{\{[^}]*\|/.test(source),
);

type Parsed =
  | Extract<TextReading, { ok: false }>
  | { readonly ok: true; readonly reads: readonly Read[]; readonly template: () => Template[] };

const parsed = remembered((source: string): Parsed => {
  if (source.length > LONGEST_TEMPLATE) {
    return { ok: false, message: `is longer than ${LONGEST_TEMPLATE} characters`, offset: 0 };
  }
  const reads = plainReads(source);
  if (reads !== undefined) return { ok: true, reads, template: () => parsedPlain(source) };
  try {
    const template = liquid.parse(source);
    const { globals } = liquid.analyzeSync(template, { partials: false });
    return { ok: true, reads: liquidReads(source, globals), template: () => template };
  } catch (error) {
    if (!LiquidError.is(error)) throw error;
    return { ok: false, message: wordsOf(error), offset: placeIn(source, error) };
  }
});

/** Only those that are rendered are ever parsed. */
const parsedPlain = remembered((source: string): Template[] => liquid.parse(source));

/** Without the place that the library adds, which is told in its own way. */
function wordsOf(error: LiquidError): string {
  if (error.originalError instanceof RangeError) return `comes to more than ${LONGEST_TEXT} characters`;
  return error.message.replace(/, line:\d+, col:\d+$/, "");
}

function placeIn(source: string, error: LiquidError): number {
  const place = /, line:(\d+), col:(\d+)$/.exec(error.message);
  return place === null ? 0 : offsetOf(source, Number(place[1]), Number(place[2]));
}

function strictLiquid(): Liquid {
  const engine = new Liquid({
    strictVariables: true,
    strictFilters: true,
    lenientIf: true,
    ownPropertyOnly: true,
    templates: {},
    locale: "en-US",
    timezoneOffset: 0,
    memoryLimit: 20_000_000,
    outputEscape: shown,
  });
  for (const tag of Object.keys(engine.tags)) if (!named(TAGS, tag)) delete engine.tags[tag];
  for (const filter of Object.keys(engine.filters))
    if (!named(FILTERS, filter)) delete engine.filters[filter];
  return engine;
}

function named(list: readonly string[], name: string): boolean {
  return list.includes(name);
}

/** Data is shown as JSON, never as `[object Object]`; nothing is shown as nothing. */
function shown(value: unknown): string {
  if (value === null || value === undefined) return "";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
