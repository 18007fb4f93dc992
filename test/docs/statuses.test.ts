import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { STATUS_NAMES, type StatusName, WAITING_ON, type WaitingOn } from "../../src/core/worker/status.ts";
import { statusNames } from "../../src/wire/status-names.ts";
import { tableUnder } from "./tables.ts";

// What others are told. A change here is a change for every program that asks: it belongs in the changelog.
const TOLD = [
  ["`queued`", "running", "working", "working", "running"],
  ["`running`", "running", "working", "working", "running"],
  ["`waiting` (approval)", "running", "blocked", "input_required", "requires_action"],
  ["`waiting` (input)", "running", "blocked", "input_required", "requires_action"],
  ["`waiting` (child)", "running", "working", "working", "running"],
  ["`waiting` (timer)", "running", "working", "working", "running"],
  ["`waiting` (budget)", "interrupted", "blocked", "input_required", "idle"],
  ["`waiting` (limit)", "interrupted", "blocked", "input_required", "idle"],
  ["`completed`", "completed", "done", "completed", "idle"],
  ["`failed`", "failed", "failed", "failed", "idle"],
  ["`cancelled`", "cancelled", "stopped", "cancelled", "idle"],
  ["`interrupted`", "interrupted", "stopped", "working", "idle"],
];

const SETTLED_OR_AT_WORK = STATUS_NAMES.filter((status) => status !== "waiting");
const states: readonly [string, StatusName, WaitingOn | null][] = [
  ...SETTLED_OR_AT_WORK.slice(0, 2).map((status) => stateOf(status, null)),
  ...WAITING_ON.map((on) => stateOf("waiting", on)),
  ...SETTLED_OR_AT_WORK.slice(2).map((status) => stateOf(status, null)),
];

function stateOf(status: StatusName, on: WaitingOn | null): [string, StatusName, WaitingOn | null] {
  return [on === null ? `\`${status}\`` : `\`${status}\` (${on})`, status, on];
}

test("every state has the names that were promised, in all four vocabularies", () => {
  const named = states.map(([row, status, on]) => {
    const { harn, claude, mcp, acp } = statusNames(status, on);
    return [row, harn, claude, mcp, acp];
  });
  expect(named).toEqual(TOLD);
});

test("the page on statuses has the same table", () => {
  const table = tableUnder(readFileSync("docs/statuses.md", "utf8"), "| here | Harn |");
  expect(table.map(([row, ...names]) => [row, ...names.map((name) => name.replaceAll("`", ""))])).toEqual(
    TOLD,
  );
});
