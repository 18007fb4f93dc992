import { describe, expect, test } from "vitest";
import { workerId } from "../../../src/core/ids.ts";
import type { WorkerRecord } from "../../../src/core/journal/record.ts";
import { TOP } from "../../../src/core/policy/capability-policy.ts";
import { rootCeiling } from "../../../src/core/policy/ceiling.ts";
import { transcriptOf } from "../../../src/core/worker/transcript-of.ts";
import { answered, asked, decided, finished, ID, intended, READY, stored } from "./a-worker.ts";

const FIRST = "transcript_01a20394-5d97-77c2-a2cd-93bd27b936e8";
const ELSEWHERE = workerId("01a20394-5d97-77c2-a2cd-93bd27b936ff");
const looked: readonly WorkerRecord[] = [
  ...READY,
  asked(),
  answered(1, ["t1.1"], "I look."),
  decided("t1.1", "read"),
  intended("t1.1", 1),
  finished("t1.1"),
  asked(2),
  answered(2, [], "done"),
  { type: "worker.completed", result: "done" },
];
const told = (input: string): WorkerRecord => ({
  type: "input.received",
  input,
  mode: "cycle",
  text: input,
  by: "ann",
});
const carried = (cycle: number, carry: object): WorkerRecord =>
  ({ type: "cycle.started", cycle, input: `go on ${cycle}`, inputs: [`i${cycle}`], carry }) as WorkerRecord;
const texts = (records: readonly WorkerRecord[]) =>
  transcriptOf(stored(records)).entries.map((entry) =>
    "text" in entry ? `${entry.visibility} ${entry.text}` : entry.kind,
  );

describe("a transcript", () => {
  test("has everything that was said, by who is to read it, and the messages that the model is shown", () => {
    const { id, worker, entries, messages, conversations } = transcriptOf(stored(looked));
    expect([id, worker]).toEqual([FIRST, ID]);
    expect(texts(looked)).toEqual([
      "internal cycle 1",
      "public do it",
      "public I look.",
      "call",
      "internal t1.1 done",
      "public done",
    ]);
    expect(entries[2]).toMatchObject({ role: "assistant", seq: 6, transcript: FIRST });
    expect(messages.map(({ role }) => role)).toEqual(["user", "assistant", "tool", "assistant"]);
    expect(conversations).toEqual([{ id: FIRST, parent: null, began: "task", fromSeq: 1, toSeq: null }]);
  });

  test("keeps a conversation that was begun anew as an archived one, with what goes on from it", () => {
    const reset = {
      transcript: "reset",
      transcriptId: "transcript_b",
      parentTranscript: FIRST,
      artifacts: [],
    };
    const { id, conversations, entries, messages } = transcriptOf(
      stored([...looked, told("i2"), carried(2, reset)]),
    );
    expect(id).toBe("transcript_b");
    expect(conversations).toEqual([
      { id: FIRST, parent: null, began: "task", fromSeq: 1, toSeq: 13 },
      { id: "transcript_b", parent: FIRST, began: "reset", fromSeq: 14, toSeq: null },
    ]);
    expect(messages).toEqual([{ role: "user", text: "go on 2" }]);
    expect(entries.filter(({ transcript }) => transcript === "transcript_b").map(({ kind }) => kind)).toEqual(
      ["mark", "text"],
    );
    expect(entries.some((entry) => "text" in entry && entry.text === "I look.")).toBe(true);
  });

  test("tells what was compacted as a mark, and loses nothing of it", () => {
    const replaced = { from: 1, to: 3, messages: 2, text: "[runtime notice] 2 earlier messages" };
    const compacted: WorkerRecord = {
      type: "transcript.compacted",
      why: "window",
      strategy: "observation_mask",
      replaced,
      tokensBefore: 9,
      tokensAfter: 4,
    };
    const records = [...looked.slice(0, -3), compacted, ...looked.slice(-3)];
    const { entries, messages } = transcriptOf(stored(records));
    expect(messages.map(({ role }) => role)).toEqual(["user", "user", "assistant"]);
    expect(texts(records)).toEqual([
      ...texts(looked).slice(0, -1),
      "internal 2 messages told in short (observation_mask)",
      "public done",
    ]);
    expect(
      entries.filter(({ kind }) => kind === "notice"),
      "it is not told twice",
    ).toEqual([]);
  });

  test("of a copy has a name of its own and the other's as its parent, also when that was a copy itself", () => {
    const copy = (from: typeof ID): WorkerRecord => ({
      type: "worker.forked",
      from,
      atSeq: 13,
      name: "copy",
      workspace: { kind: "none" },
      ceiling: rootCeiling(TOP),
      by: "ann",
    });
    const { conversations, entries } = transcriptOf(stored([...looked, copy(ELSEWHERE)]));
    const theirs = "transcript_01a20394-5d97-77c2-a2cd-93bd27b936ff";
    expect(conversations).toEqual([
      { id: theirs, parent: null, began: "task", fromSeq: 1, toSeq: 12 },
      { id: FIRST, parent: theirs, began: "copy", fromSeq: 13, toSeq: null },
    ]);
    expect(entries.at(-1)).toMatchObject({ kind: "notice", visibility: "internal", transcript: FIRST });
    const other = workerId("01a20394-5d97-77c2-a2cd-93bd27b936fe");
    const twice = transcriptOf(stored([...looked, copy(other), copy(ELSEWHERE)])).conversations;
    expect(twice.map(({ id, parent }) => [id.slice(-2), parent?.slice(-2)])).toEqual([
      ["fe", undefined],
      ["ff", "fe"],
      ["e8", "ff"],
    ]);
  });

  test("shows words that look like the runtime's as the runtime's only when they are", () => {
    const [first] = texts([
      ...READY.slice(0, 2),
      { type: "cycle.started", cycle: 1, input: "[runtime notice] The last try failed" },
    ]).slice(1);
    expect(first).toBe("internal [runtime notice] The last try failed");
  });
});
