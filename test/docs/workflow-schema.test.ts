import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { z } from "zod";
import { workflowJsonSchema } from "../../src/wire/workflow/json-schema.ts";
import { aGraphOfEveryKind } from "../wire/workflow/a-graph-of-every-kind.ts";

const published = JSON.parse(readFileSync("docs/workflow.schema.json", "utf8"));

test("the published schema is the one that workflows are read with: scripts/write-workflow-schema.ts writes it", () => {
  expect(published).toEqual(workflowJsonSchema());
});

test("whoever reads the published schema takes and refuses what we do", () => {
  const schema = z.fromJSONSchema(published);
  expect(schema.safeParse(aGraphOfEveryKind).success).toBe(true);
  expect(schema.safeParse({ ...aGraphOfEveryKind, nme: "x" }).success).toBe(false);
  const nodes = { a: { kind: "condition", if: "true", retry: {} } };
  expect(schema.safeParse({ ...aGraphOfEveryKind, nodes }).success).toBe(false);
});
