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

interface Row {
  readonly worker: string;
  readonly seq: number;
  readonly type: string;
  readonly v: number;
  readonly data: string;
}

/** What `record-family.ts` and `record-workflow.ts` took from the store of its version, worker by worker. */
function family(name: string): ReadonlyMap<string, readonly StoredRecord[]> {
  const text = readFileSync(new URL(`./${name}.jsonl`, import.meta.url), "utf8");
  const journals = new Map<string, StoredRecord[]>();
  for (const line of text.trim().split("\n")) {
    const { type, v, data, worker, ...place } = JSON.parse(line) as Row & { at: string; position: number };
    const decoded = decodeRecord({ type, v, data }, () => undefined);
    const id = parseWorkerId(worker);
    if (!decoded.ok || id === undefined) throw new Error(`${name} ${place.seq}: cannot be read any more`);
    journals.set(worker, [...(journals.get(worker) ?? []), { ...place, worker: id, record: decoded.record }]);
  }
  return journals;
}

test.each([
  ["0.1.0-family", ["coordinator", "writer", "reader", "lone", "other"]],
  ["0.1.0-workflow", ["recorded", "write", "write", "part", "linked"]],
] as const)("the workers of %s, told of each other, mean for ever what they meant then", (name, names) => {
  const said: readonly { id: string; name: string }[] = JSON.parse(
    readFileSync(new URL(`./${name}.summaries.json`, import.meta.url), "utf8"),
  );
  const journals = family(name);
  expect(said.map((one) => one.name)).toEqual(names);
  expect([...journals.keys()].toSorted()).toEqual(said.map(({ id }) => id).toSorted());
  for (const one of said) {
    const worker = fold(journals.get(one.id) ?? []);
    if (worker === undefined) throw new Error("nothing was recorded");
    expect(summaryOf(worker)).toMatchObject(one);
  }
});
