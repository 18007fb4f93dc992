import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { isTransition } from "../../src/core/journal/is-transition.ts";
import { RECORD_EXAMPLES } from "../wire/record-examples.ts";
import { tableUnder } from "./tables.ts";

test("the page on hosts lists every record that they are told of, and no other", () => {
  const listed = tableUnder(readFileSync("docs/hosts.md", "utf8"), "| told | `transition` |").flatMap(
    ([, types = ""]) => [...types.matchAll(/`([a-z_]+\.[a-z_]+)`/g)].map(([, type = ""]) => type),
  );
  const told = Object.values(RECORD_EXAMPLES).filter((record) =>
    isTransition(record.type === "call.decided" ? { ...record, decision: "deny" } : record),
  );
  expect(listed.toSorted()).toEqual(told.map(({ type }) => type).toSorted());
});
