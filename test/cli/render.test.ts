import { describe, expect, test } from "vitest";
import { createNarrator } from "../../src/cli/render/narrate-records.ts";
import { costText, count, duration } from "../../src/cli/render/quantities.ts";
import { renderRunSummary } from "../../src/cli/render/run-summary.ts";
import { shortId } from "../../src/cli/render/short-id.ts";
import { PLAIN, styleFor } from "../../src/cli/render/style.ts";
import { renderList } from "../../src/cli/render/worker-list.ts";
import type { WorkerRecord } from "../../src/core/journal/record.ts";
import { NO_COST } from "../../src/core/usage/cost.ts";
import { NO_USAGE } from "../../src/core/usage/usage.ts";
import { aSummary, ID, OTHER } from "./support.ts";

const NOW = "2026-01-01T10:05:00.000Z";

describe("a list of workers", () => {
  test("is grouped by what they need, newest first", () => {
    const workers = [
      aSummary(),
      aSummary({ id: OTHER, name: "later" }),
      aSummary({
        name: "asks",
        status: "waiting",
        waitingOn: "approval",
        reason: "1 call",
        finishedAt: null,
      }),
      aSummary({ name: "busy", status: "running", finishedAt: null }),
      aSummary({ name: "broke", status: "failed", reason: "no\u001b[2J way" }),
      aSummary({ name: "ended", status: "cancelled", reason: "enough" }),
    ];
    expect(renderList(workers, NOW, PLAIN)).toEqual([
      "Needs input (1)",
      "  asks  019a1b2c-3d4e  needs approval: 1 call  3 turns  4m59s  12.4k in (8.0k cached), 812 out  $0.0123",
      "",
      "Working (1)",
      "  busy  019a1b2c-3d4e  running  3 turns  4m59s  12.4k in (8.0k cached), 812 out  $0.0123",
      "",
      "Completed (2)",
      "  later          019a1b2c-4f5a  completed  3 turns  1m05s  12.4k in (8.0k cached), 812 out  $0.0123",
      "  fix-the-tests  019a1b2c-3d4e  completed  3 turns  1m05s  12.4k in (8.0k cached), 812 out  $0.0123",
      "",
      "Failed (1)",
      "  broke  019a1b2c-3d4e  failed: no way  3 turns  1m05s  12.4k in (8.0k cached), 812 out  $0.0123",
      "",
      "Stopped (1)",
      "  ended  019a1b2c-3d4e  cancelled: enough  3 turns  1m05s  12.4k in (8.0k cached), 812 out  $0.0123",
    ]);
  });
});

describe("a run's summary", () => {
  test("says what it came to, what it took, what changed, where it is and what to do next", () => {
    const files = [
      { path: "src/a.ts", status: "modified", added: 3, removed: 1 },
      { path: "logo.png", status: "added" },
    ] as const;
    expect(renderRunSummary(aSummary(), files, PLAIN).join("\n")).toBe(`worker      fix-the-tests (${ID})
status      completed
evidence    verified: npm test (t3.1) exited with 0, and no file changed since
model       openai/gpt-5.2
effort      3 turns, 5 calls, 1m05s
tokens      12.4k in (8.0k cached), 812 out, $0.0123
workspace   /state/w/tree
base        ${"a".repeat(40)}
checkpoint  ${"b".repeat(40)} refs/legate/x/snap/9

Result
  All tests pass.

Changes
  M src/a.ts  +3 -1
  A logo.png  binary
  2 files changed, +3 -1 lines

Next
  legate diff 019a1b2c-3d4e
  legate land 019a1b2c-3d4e --dry-run
  legate logs 019a1b2c-3d4e`);
  });

  test("of a worker that asks says what it asks, and how to answer", () => {
    const question = {
      approval: "q1",
      call: "t1.1",
      tool: "run_command",
      question: "run rm -r x",
      digest: "d",
      rule: "approval: otherwise ask",
      since: "2026-01-01T00:00:00.000Z",
      yes: [],
      lacking: 1,
      asked: "any",
      escalatesAt: null,
    } as const;
    const waiting = aSummary({
      status: "waiting",
      waitingOn: "approval",
      reason: "1 call",
      result: null,
      questions: [question],
    });
    const lines = renderRunSummary(waiting, undefined, PLAIN);
    expect(lines).toContain("  it asks: run rm -r x");
    expect(lines).toContain("  legate approve 019a1b2c-3d4e   or   legate deny 019a1b2c-3d4e");
    const asksAda = { ...waiting, questions: [{ ...question, asked: ["ada"] }] };
    expect(renderRunSummary(asksAda, undefined, PLAIN)).toContain(
      "  legate approve 019a1b2c-3d4e --as NAME   or   legate deny 019a1b2c-3d4e --as NAME",
    );
  });

  test("whose files nobody counted points to its diff when something was kept", () => {
    const { workspace } = aSummary();
    const shown = (checkpoint: string | null) =>
      renderRunSummary(aSummary({ workspace: { ...workspace, checkpoint } }), undefined, PLAIN);
    expect(shown("b".repeat(40))).toContain("  legate diff 019a1b2c-3d4e");
    expect(shown(null).join()).not.toContain("legate diff");
  });

  test("of an interrupted one says how to go on", () => {
    const lines = renderRunSummary(
      aSummary({ status: "interrupted", reason: "Ctrl-C", result: null }),
      [],
      PLAIN,
    );
    expect(lines).toContain("  legate resume 019a1b2c-3d4e");
  });

  test("of one that its repository failed says that going on comes after mending that", () => {
    const failed = {
      status: "failed",
      failure: "repository-unusable",
      reason: "it lacks objects; run git fetch",
    } as const;
    expect(renderRunSummary(aSummary({ ...failed, result: null }), [], PLAIN).join("\n")).toContain(
      "Next\n  first do in the repository what the status says, then\n  legate resume 019a1b2c-3d4e\n",
    );
  });
});

describe("a journal told to people", () => {
  const told = (records: readonly WorkerRecord[]) => {
    const narrator = createNarrator({ style: PLAIN, maxLines: 2 });
    return records.flatMap((record, index) => {
      const at = new Date(Date.UTC(2026, 0, 1, 10, 0, index)).toISOString();
      return narrator.tell({ position: index, worker: ID, seq: index + 1, at, record });
    });
  };

  test("names turns, calls with their durations, and refusals", () => {
    const call = (id: string, tool: string) =>
      ({ kind: "call", call: id, providerCall: id, tool, arguments: {} }) as const;
    const exact = {
      arguments: {},
      digest: "d",
      level: "read_only",
      effectClass: "read",
      summary: "read a.ts",
    } as const;
    expect(
      told([
        { type: "driver.claimed", epoch: 2, driver: "driver_x" as never, pid: 7 },
        {
          type: "turn.completed",
          turn: 1,
          attempt: 1,
          parts: [
            { kind: "text", text: "one\ntwo\nthree" },
            call("t1.1", "read_file"),
            call("t1.2", "run_command"),
          ],
          finish: "calls",
          usage: { ...NO_USAGE, inputTokens: 10, outputTokens: 2 },
          cost: NO_COST,
          durationMs: 1500,
        },
        { type: "call.decided", call: "t1.1", decision: "allow", rule: "any", exact },
        {
          type: "call.decided",
          call: "t1.2",
          decision: "deny",
          rule: "sideEffects: read_only",
          reason: "too far",
        },
        { type: "call.finished", call: "t1.1", status: "ok", text: "x", outputDigest: "d", durationMs: 12 },
        { type: "worker.completed", result: "done" },
      ]),
    ).toEqual([
      "    0ms  taken over by process 7 (epoch 2)",
      "   1.0s  turn 1  1.5s, 10 in, 2 out, $0.00",
      "           one",
      "           two",
      "           … 1 more lines",
      "   3.0s    denied  run_command: too far",
      "   4.0s    ok      read a.ts (12ms)",
      "   5.0s  completed",
    ]);
  });
});

describe("figures and names", () => {
  test.each([
    [0, "0ms"],
    [999, "999ms"],
    [1000, "1.0s"],
    [59_949, "59.9s"],
    [59_951, "1m00s"],
    [3_599_600, "1h00m"],
  ])("%d milliseconds are %s", (ms, shown) => {
    expect(duration(ms)).toBe(shown);
  });

  test("an unknown price is unknown, not free", () => {
    expect([costText({ known: false }), costText(NO_COST), costText({ known: true, usd: 2 })]).toEqual([
      "cost unknown",
      "$0.00",
      "$2.00",
    ]);
    expect([count(999), count(1000), count(999_950)]).toEqual(["999", "1.0k", "1.0M"]);
  });

  test("a short id is long enough to be one of a kind", () => {
    const twin = "worker_019a1b2c-3d4e-7f00-9000-000000000001";
    expect(shortId(ID)).toBe("019a1b2c-3d4e");
    expect(shortId(ID, [ID, twin])).toBe("019a1b2c-3d4e-7f00-8");
  });

  test("colours only where a terminal shows them and nobody refused them", () => {
    expect(styleFor({ isTTY: true }, {}).bold("x")).not.toBe("x");
    expect(styleFor({ isTTY: false }, {})).toBe(PLAIN);
    expect(styleFor({ isTTY: true }, { NO_COLOR: "1" })).toBe(PLAIN);
    expect(styleFor({ isTTY: true }, { TERM: "dumb" })).toBe(PLAIN);
  });
});
