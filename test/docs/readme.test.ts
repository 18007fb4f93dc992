import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parseConfig } from "../../src/wire/config-file.ts";
import { parsePolicyFile } from "../../src/wire/policy-file.ts";

const README = readFileSync("README.md", "utf8");

test("the README's program is a part of examples/library.ts, byte for byte but for the package's name", () => {
  const blocks = [...README.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, code = ""]) => code);
  expect(blocks).toHaveLength(1);
  const [, part = ""] = /\/\/ README begins\n([\s\S]*?)\/\/ README ends/.exec(
    readFileSync("examples/library.ts", "utf8"),
  ) ?? [""];
  expect(blocks[0]).toBe(part.replace('"../src/index.ts"', '"legate"'));
  expect(part.split("\n").length).toBeLessThanOrEqual(26);
});

test("the README stays short", () => {
  expect(README.split("\n").length).toBeLessThan(150);
});

test("the picture shows all that the demo prints, and no folder of the machine it was made on", () => {
  const dense = (text: string) => text.replace(/\s+/g, "");
  const drawn = readFileSync("docs/demo.svg", "utf8").replace(/<[^>]*>/g, "");
  const picture = dense(drawn.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&"));
  const printed = readFileSync("test/docs/printed/issue-to-patch.txt", "utf8").split("\n");
  for (const line of printed.filter((one) => !/^[{}]$/.test(one))) {
    expect(picture).toContain(dense(line.replace(/^COMMIT|\$COST$/g, "")));
  }
  expect(drawn).not.toMatch(/[^~\w]\/(?:home|root|tmp|var|work|Users)\//);
});

test("the README's configuration is one that the program reads, and so is the policy on authority", () => {
  const blockOf = (page: string) => /^```yaml\n([\s\S]*?)^```$/m.exec(page)?.[1] ?? "";
  expect(parseConfig(blockOf(README))).toMatchObject({ ok: true, value: { model: "local/qwen3" } });
  const policy = parsePolicyFile(blockOf(readFileSync("docs/authority.md", "utf8")), "/");
  expect(policy).toMatchObject({ ok: true, value: { draft: { preset: "build" } } });
});
