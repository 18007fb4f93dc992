import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { RECORD_EXAMPLES } from "../wire/record-examples.ts";
import { tableUnder } from "./tables.ts";

test("the page on the journal lists every record type there is, and no other", () => {
  const listed = tableUnder(readFileSync("docs/journal.md", "utf8"), "| type | means | holds |").map(
    ([type = ""]) => type.replaceAll("`", ""),
  );
  expect(listed.toSorted()).toEqual(Object.keys(RECORD_EXAMPLES).toSorted());
});
