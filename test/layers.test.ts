import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { cruise, type ICruiseResult } from "dependency-cruiser";
import { expect, test } from "vitest";
import { forbidden } from "../layers.ts";

async function violations(): Promise<{ modules: number; found: string[] }> {
  const { output } = await cruise(["src"], {
    tsPreCompilationDeps: true,
    doNotFollow: { path: "node_modules" },
    tsConfig: { fileName: "tsconfig.json" },
    ruleSet: { forbidden },
    validate: true,
  });
  const { summary } = output as ICruiseResult;
  return {
    modules: summary.totalCruised,
    found: summary.violations.map((v) => `${v.rule.name}: ${v.from} -> ${v.to}`),
  };
}

test("imports flow one way, without cycles", async () => {
  const { modules, found } = await violations();
  expect(modules).toBeGreaterThan(60); // a check that read nothing must not pass
  expect(found).toEqual([]);
});

test("a planted import of an adapter from the core, and of node: from the runtime, is caught", async () => {
  const core = await mkdtemp("src/core/planted-");
  const runtime = await mkdtemp("src/runtime/planted-");
  try {
    await writeFile(join(core, "bad.ts"), 'import "../../adapters/memory/store.ts";\n');
    await writeFile(join(runtime, "bad.ts"), 'import "node:fs";\n');
    const { found } = await violations();
    expect(found.join("\n")).toContain("core-imports");
    expect(found.join("\n")).toContain("ports-and-runtime-have-no-packages");
  } finally {
    await rm(core, { recursive: true });
    await rm(runtime, { recursive: true });
  }
});
