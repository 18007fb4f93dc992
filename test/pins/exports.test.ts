import { expect, test } from "vitest";
import * as library from "../../src/index.ts";
import * as testing from "../../src/testing/index.ts";

// What strangers can import. A change here is a change for them: it belongs in the changelog.
test("the library's names are these", () => {
  expect(Object.keys(library).toSorted()).toEqual([
    "FAILURE_CODES",
    "LegateError",
    "ModelError",
    "cel",
    "createLegate",
    "is",
    "lineageOf",
    "renderArtifacts",
    "selectArtifacts",
    "text",
    "workflow",
  ]);
});

test("the testing names are these", () => {
  expect(Object.keys(testing).toSorted()).toEqual([
    "handClock",
    "repositoryDigest",
    "scriptedModels",
    "startFakeAnthropic",
    "startFakeOpenAi",
    "storeConformance",
  ]);
});
