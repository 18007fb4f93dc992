import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { auditSchemas } from "../../src/wire/record-schemas/audit.ts";
import { authoritySchemas, budgetSchemas } from "../../src/wire/record-schemas/budget.ts";
import { callSchemas } from "../../src/wire/record-schemas/call.ts";
import { childSchemas } from "../../src/wire/record-schemas/child.ts";
import { inputSchemas } from "../../src/wire/record-schemas/input.ts";
import { driverSchemas, lifeSchemas } from "../../src/wire/record-schemas/life.ts";
import { turnSchemas } from "../../src/wire/record-schemas/turn.ts";
import { workspaceSchemas } from "../../src/wire/record-schemas/workspace.ts";
import { tableUnder } from "./tables.ts";

test("the page on the journal lists every record type there is, and no other", () => {
  const families = {
    ...lifeSchemas,
    ...driverSchemas,
    ...workspaceSchemas,
    ...turnSchemas,
    ...callSchemas,
    ...inputSchemas,
    ...childSchemas,
    ...budgetSchemas,
    ...authoritySchemas,
    ...auditSchemas,
  };
  const listed = tableUnder(readFileSync("docs/journal.md", "utf8"), "| type | means | holds |").map(
    ([type = ""]) => type.replaceAll("`", ""),
  );
  expect(listed.toSorted()).toEqual(Object.keys(families).toSorted());
});
