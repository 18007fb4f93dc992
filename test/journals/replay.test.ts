import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parseWorkerId } from "../../src/core/ids.ts";
import type { StoredRecord } from "../../src/core/journal/record.ts";
import { fold } from "../../src/core/worker/evolve.ts";
import { summaryOf } from "../../src/core/worker/summary.ts";
import { decodeRecord } from "../../src/wire/records.ts";

interface Line {
  readonly position: number;
  readonly worker: string;
  readonly seq: number;
  readonly at: string;
  readonly record: { readonly type: string };
}

/** A journal as `legate show --records` printed it when that version was current; all its records had version 1. */
function recorded(name: string): StoredRecord[] {
  const text = readFileSync(new URL(`./${name}`, import.meta.url), "utf8");
  return text
    .trim()
    .split("\n")
    .map((line) => {
      const { worker, record, ...place } = JSON.parse(line) as Line;
      const { type, ...data } = record;
      const decoded = decodeRecord({ type, v: 1, data: JSON.stringify(data) }, () => undefined);
      const id = parseWorkerId(worker);
      if (!decoded.ok || id === undefined) throw new Error(`${name} ${place.seq}: cannot be read any more`);
      return { ...place, worker: id, record: decoded.record };
    });
}

test("a journal written by 0.1.0 is read for ever, and means what it meant then", () => {
  const worker = fold(recorded("0.1.0-fix-shop.jsonl"));
  if (worker === undefined) throw new Error("nothing was recorded");
  expect(summaryOf(worker)).toMatchObject({
    name: "fix-shop",
    status: "completed",
    result: expect.stringMatching(/^All 7 tests pass\./),
    preset: "build",
    turns: 8,
    calls: 12,
    deniedCalls: 0,
    usage: { inputTokens: 36380, cacheReadTokens: 29140, outputTokens: 752 },
    cost: { known: true, usd: 0 },
    epoch: 1,
    questions: [],
  });
  expect(worker.messages.length).toBe(16);
});
