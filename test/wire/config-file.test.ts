import { describe, expect, test } from "vitest";
import {
  NO_CONFIG,
  narrowedBy,
  parseConfig,
  parseProjectConfig,
  widenedBy,
} from "../../src/wire/config-file.ts";
import { problemLines } from "../../src/wire/strict-yaml.ts";

describe("the user's configuration", () => {
  test("says where models come from and what holds for all workers", () => {
    const read = parseConfig(`model: local/qwen3
preset: edit
limits: { maxTurns: 30 }
sandbox: { memoryMb: 2048, pids: 200 }
toolRoots: [~/.cargo, /opt/go]
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
      sandbox: { memoryMb: 2048, pids: 200 },
      toolRoots: ["~/.cargo", "/opt/go"],
      maxConcurrent: 4,
      hungAfterMs: 60_000,
      include: ["node_modules"],
      models: {
        providers: { local: { type: "openai-compatible" } },
        prices: { "local/qwen3": { input: 0 } },
      },
    });
  });

  test("says where secrets are, never what they are", () => {
    const read = parseConfig("secrets:\n  NPM_TOKEN: { env: NPM }\n  KEY: { file: /keys/one }\n");
    expect(read.ok && read.value.secrets).toEqual({ NPM_TOKEN: { env: "NPM" }, KEY: { file: "/keys/one" } });
  });

  test.each([
    "TOKEN: hunter2hunter2",
    "TOKEN: { value: hunter2hunter2 }",
    "TOKEN: { file: relative }",
    "TOKEN: { env: A, file: /b }",
    "a-b: { env: A }",
    "PATH: { env: A }",
    "https_proxy: { env: A }",
    "LD_PRELOAD: { env: A }",
  ])("refuses a secret written as %s", (line) => {
    expect(parseConfig(`secrets:\n  ${line}\n`).ok).toBe(false);
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
    "toolRoots: [~/.cargo]",
    "secrets: { NPM_TOKEN: { env: NPM_TOKEN } }",
  ])("may not say what only the user may: %s", (line) => {
    const read = parseProjectConfig(`model: a/b\n${line}\n`);
    expect(read.ok ? "" : problemLines("c", read.problems)).toMatch(
      /^c:2:1: .*only the user's own configuration/,
    );
    // The naive reader would have taken it: the same line is fine in the user's own file.
    expect(parseConfig(`model: a/b\n${line}\n`).ok).toBe(true);
  });

  test("shows no file to workers whose name is one that secrets have, unless it is trusted", () => {
    const asked = { limits: {}, include: [".env", "config/.env.local", ".env.example", "dist"] };
    const { config, notes } = narrowedBy(NO_CONFIG, asked);
    expect(config.include).toEqual([".env.example", "dist"]);
    expect(notes).toHaveLength(2);
    expect(widenedBy(NO_CONFIG, asked).config.include).toEqual(asked.include);
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

  test("lowers what a command may use up, and what is above the user's or the default is told and not taken", () => {
    const project = { limits: {}, include: [], sandbox: { memoryMb: 9000, pids: 50, cpuSeconds: 5000 } };
    const user = { ...NO_CONFIG, sandbox: { memoryMb: 8000, diskMb: 10 } };
    const { config, notes } = narrowedBy(user, project);
    expect(config.sandbox).toEqual({ memoryMb: 8000, diskMb: 10, pids: 50 });
    expect(notes).toEqual([
      "sandbox.memoryMb: 9000 is more than 8000; not taken",
      "sandbox.cpuSeconds: 5000 is more than 3600; not taken",
    ]);
    expect(narrowedBy(NO_CONFIG, { limits: {}, include: [] }).config).not.toHaveProperty("sandbox");
  });

  test("cannot widen what holds when the user said nothing", () => {
    expect(narrowedBy(NO_CONFIG, { preset: "build", limits: {}, include: [] }).config.preset).toBeUndefined();
    expect(narrowedBy(NO_CONFIG, { limits: { maxTurns: 51 }, include: [] }).config.limits).toEqual({});
  });
});
