import { expect, test } from "vitest";
import { createConfiguredSecrets } from "../../../src/adapters/secrets/configured-secrets.ts";
import { redactingToolbox } from "../../../src/adapters/secrets/redacting-toolbox.ts";
import { UNANNOTATED } from "../../../src/core/policy/tool-annotations.ts";
import { LegateError } from "../../../src/ports/failure.ts";
import type { Tool, ToolOutput, ToolRun } from "../../../src/ports/toolbox.ts";
import { call, scratch } from "../coding-tools/scratch.ts";

const VALUE = "hunter2-hunter2";
const MARK = "{{secret:TOKEN}}";
const secrets = createConfiguredSecrets({ TOKEN: { env: "TOKEN" } }, { TOKEN: VALUE });

function aTool(act: (run: ToolRun) => ToolOutput): Tool {
  const facts = { tool: "leak", annotations: UNANNOTATED, arguments: {}, paths: [] };
  return {
    description: { name: "leak", description: "", inputSchema: {} },
    annotations: UNANNOTATED,
    prepare: async () => ({ ok: true, facts, summary: "leak" }),
    run: async (_call, _scope, run) => act(run),
    probe: async () => ({ status: "ok", text: VALUE }),
  };
}

function guarded(act: (run: ToolRun) => ToolOutput): Tool {
  const tool = aTool(act);
  const found = redactingToolbox({ list: () => [tool], get: () => tool }, secrets).get("leak");
  if (found === undefined) throw new Error("the tool is gone");
  return found;
}

const DENIED = { decision: "deny", rule: "not declared", times: 1 } as const;

test("a secret is taken out of all that a tool answers", async () => {
  await using at = await scratch();
  const output: ToolOutput = {
    status: "ok",
    text: `is ${VALUE}`,
    full: Buffer.from(`full ${VALUE} ${Buffer.from(`x${VALUE}`).toString("base64")}`),
    data: { deep: [{ value: VALUE }], count: 3 },
    network: { decisions: [{ target: `${VALUE}.evil.org:443`, ...DENIED }], leftOut: 1 },
  };
  const shown = await call(
    guarded(() => output),
    {},
    at.scope,
  );
  expect(shown).toMatchObject({ text: `is ${MARK}`, data: { deep: [{ value: MARK }], count: 3 } });
  expect(Buffer.from(shown.full ?? []).toString()).toBe(`full ${MARK} e${MARK}==`);
  expect(shown.network).toEqual({
    decisions: [{ target: `${MARK}.evil.org:443`, ...DENIED }],
    leftOut: 1,
  });
});

test("a secret is taken out of what a tool says meanwhile, also in pieces", async () => {
  await using at = await scratch();
  let heard = "";
  const tool = guarded(({ onProgress }) => {
    for (const piece of ["before ", VALUE.slice(0, 5), VALUE.slice(5), " zażółć"]) onProgress(piece);
    return { status: "ok", text: "" };
  });
  await call(tool, {}, at.scope, { onProgress: (text) => (heard += text) });
  expect(heard).toBe(`before ${MARK} zażółć`);
});

test("a secret is taken out of failures and bugs", async () => {
  await using at = await scratch();
  const failing = guarded(() => {
    throw new LegateError("git-failed", `no ${VALUE}`, { details: { value: VALUE }, cause: VALUE });
  });
  const error: unknown = await call(failing, {}, at.scope).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: "git-failed", message: `no ${MARK}`, details: {} });
  const broken = guarded(() => {
    throw new Error(VALUE);
  });
  await expect(call(broken, {}, at.scope)).rejects.toThrow(MARK);
});

test("a secret is taken out of what a probe finds", async () => {
  await using at = await scratch();
  const tool = guarded(() => ({ status: "ok", text: "" }));
  const prepared = await tool.prepare({}, at.scope);
  if (!prepared.ok || tool.probe === undefined) throw new Error("it cannot be probed");
  const probing = { signal: new AbortController().signal, idempotencyKey: "worker_1:t1.1" };
  expect(await tool.probe(prepared, at.scope, probing)).toEqual({ status: "ok", text: MARK });
});
