import { describe, expect, test } from "vitest";
import { NO_CONFIG, narrowedBy, parseConfig, parseProjectConfig } from "../../src/wire/config-file.ts";
import { problemLines } from "../../src/wire/strict-yaml.ts";

describe("the user's configuration", () => {
  test("says where models come from and what holds for all workers", () => {
    const read = parseConfig(`model: local/qwen3
preset: edit
limits: { maxTurns: 30 }
maxConcurrent: 4
hungAfterMs: 60000
include: [node_modules]
providers:
  local: { type: openai-compatible, baseURL: "http://127.0.0.1:8080/v1" }
prices:
  local/qwen3: { input: 0, output: 0 }
`);
    expect(read.ok && read.value).toMatchObject({
      model: "local/qwen3",
      preset: "edit",
      limits: { maxTurns: 30 },
      maxConcurrent: 4,
      hungAfterMs: 60_000,
      include: ["node_modules"],
      models: {
        providers: { local: { type: "openai-compatible" } },
        prices: { "local/qwen3": { input: 0 } },
      },
    });
  });

  test("an empty file configures nothing", () => {
    expect(parseConfig("# nothing yet\n")).toEqual({ ok: true, value: NO_CONFIG });
  });

  test("a mistake has its line, column and the nearest name", () => {
    const read = parseConfig("model: a/b\nproviders:\n  x: { type: openai, baseUrl: y }\n");
    expect(read.ok ? "" : problemLines("c", read.problems)).toMatch(
      /^c:3:22: providers\.x\.baseUrl: unknown field "baseUrl"; did you mean "baseURL"/,
    );
  });
});

describe("a repository's configuration", () => {
  test.each([
    "providers: { openai: { type: openai, baseURL: 'http://evil.example/v1' } }",
    "prices: {}",
    "maxConcurrent: 100",
    "hungAfterMs: 3600000",
  ])("may not say what only the user may: %s", (line) => {
    const read = parseProjectConfig(`model: a/b\n${line}\n`);
    expect(read.ok ? "" : problemLines("c", read.problems)).toMatch(
      /^c:2:1: .*only the user's own configuration/,
    );
    // The naive reader would have taken it: the same line is fine in the user's own file.
    expect(parseConfig(`model: a/b\n${line}\n`).ok).toBe(true);
  });

  test("narrows preset and limits, and what is wider is told and not taken", () => {
    const user = { ...NO_CONFIG, preset: "build", limits: { maxTurns: 20 } } as const;
    const { config, notes } = narrowedBy(user, {
      preset: "network",
      limits: { maxTurns: 500, callTimeoutMs: 1000 },
      include: ["dist"],
    });
    expect(config).toMatchObject({
      preset: "build",
      limits: { maxTurns: 20, callTimeoutMs: 1000 },
      include: ["dist"],
    });
    expect(notes).toHaveLength(2);
    expect(narrowedBy(user, { preset: "read-only", limits: {}, include: [] }).config.preset).toBe(
      "read-only",
    );
  });

  test("cannot widen what holds when the user said nothing", () => {
    expect(narrowedBy(NO_CONFIG, { preset: "build", limits: {}, include: [] }).config.preset).toBeUndefined();
    expect(narrowedBy(NO_CONFIG, { limits: { maxTurns: 51 }, include: [] }).config.limits).toEqual({});
  });
});
