import { describe, expect, test } from "vitest";
import { EXIT, exitCodeOfFailure, exitCodeOfWorker, worstExitCode } from "../../src/cli/exit-codes.ts";
import { FAILURE_CODES } from "../../src/ports/failure.ts";

describe("exit codes", () => {
  test("of failures never change", () => {
    expect(Object.fromEntries(FAILURE_CODES.map((code) => [code, exitCodeOfFailure(code)]))).toEqual({
      "bad-input": 2,
      "unknown-worker": 2,
      "ambiguous-worker": 2,
      "unknown-model": 2,
      "model-key-missing": 2,
      denied: 5,
      "not-allowed-now": 1,
      "queue-full": 4,
      "stale-seq": 75,
      "stale-epoch": 75,
      "inbox-not-empty": 75,
      "name-taken": 2,
      "store-unavailable": 1,
      "store-too-new": 1,
      "store-corrupt": 1,
      "disk-full": 1,
      "state-dir-unusable": 2,
      "sandbox-unavailable": 6,
      "repository-unusable": 2,
      "workspace-conflict": 1,
      "git-failed": 1,
      "driver-lost": 75,
      aborted: 130,
      "timed-out": 4,
      closed: 1,
    });
  });

  test.each([
    ["completed", null, null, 0],
    ["failed", null, "script-mismatch", 1],
    ["failed", null, "denied", 5],
    ["failed", null, "sandbox-unavailable", 6],
    ["failed", null, "bad-input", 1],
    ["waiting", "approval", null, 3],
    ["waiting", "input", null, 3],
    ["waiting", "budget", null, 4],
    ["waiting", "limit", null, 4],
    ["cancelled", null, null, 7],
    ["interrupted", null, null, 7],
    ["running", null, null, 4],
  ] as const)("of a worker that is %s (%s, %s) is %s", (status, waitingOn, failure, code) => {
    expect(exitCodeOfWorker({ status, waitingOn, failure })).toBe(code);
  });

  test("of several workers is the most serious one", () => {
    expect(worstExitCode([EXIT.ok, EXIT.needsPerson, EXIT.failed])).toBe(1);
    expect(worstExitCode([EXIT.ok, EXIT.needsPerson])).toBe(3);
    expect(worstExitCode([])).toBe(0);
  });
});
