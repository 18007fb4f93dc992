import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { gitVersionCheck } from "../../src/cli/examine/git.ts";
import { checkNode } from "../../src/cli/examine/node.ts";
import { checkSandbox } from "../../src/cli/examine/sandbox.ts";
import { checkSecretSources } from "../../src/cli/examine/secrets.ts";
import { checkStateDirectory } from "../../src/cli/examine/state-directory.ts";
import { renderChecks } from "../../src/cli/render/checks.ts";
import { PLAIN } from "../../src/cli/render/style.ts";
import type { LimitHolders, Sandbox, SandboxReport } from "../../src/ports/sandbox.ts";
import { createTrustingSandbox } from "../../src/testing/trusting-sandbox.ts";

const HELD: LimitHolders = {
  memoryMb: "cgroup",
  pids: "cgroup",
  cpuSeconds: "watch",
  fileSizeMb: "rlimit",
  diskMb: "watch",
  outputKb: "watch",
};

describe("doctor", () => {
  test.each([
    ["git version 2.39.0", "ok"],
    ["git version 3.0.1", "ok"],
    ["git version 2.38.4", "fail"],
    ["git version 2.4.9 (Apple)", "fail"],
    ["what?", "fail"],
  ])("%s is %s", (said, state) => {
    expect(gitVersionCheck(said).state).toBe(state);
  });

  test("knows which Node is too old", () => {
    expect([checkNode("24.1.0").state, checkNode("22.9.0").state]).toEqual(["ok", "fail"]);
  });

  test("says what the sandbox lacks, and the command that fixes it", async () => {
    const broken: Sandbox = {
      report: async () => ({
        backend: "none",
        version: "",
        enforced: {
          fsRead: false,
          fsWrite: true,
          network: true,
          processTree: true,
          systemCalls: true,
          limits: true,
        },
        limits: HELD,
        reasons: [{ missing: "bwrap is not installed", fix: "apt-get install bubblewrap" }],
      }),
      run: () => Promise.reject(new Error("not used")),
    };
    const check = await checkSandbox(broken);
    expect(check).toMatchObject({ state: "fail", fix: "apt-get install bubblewrap" });
    expect(renderChecks([check], PLAIN).join("\n")).toContain("fix: apt-get install bubblewrap");
  });

  test("says by what limits are held, and notes what nothing holds and what nobody has tried", async () => {
    const kept = createTrustingSandbox();
    const report = await kept.report();
    const checked = (part: Partial<SandboxReport>) =>
      checkSandbox({ ...kept, report: async () => ({ ...report, ...part }) });
    expect(await checked({})).toMatchObject({
      state: "ok",
      found: expect.stringContaining(
        "limits by cgroup (memoryMb, pids), watch (cpuSeconds, diskMb, outputKb)",
      ),
    });
    expect(await checked({ limits: { ...HELD, pids: "none" } })).toMatchObject({
      state: "warn",
      fix: expect.stringContaining("nothing holds pids"),
    });
    expect(await checked({ untested: "the filter" })).toMatchObject({
      state: "warn",
      fix: "be careful: the filter",
    });
  });

  test("says which declared secrets are missing here, and which files others can read, and shows no value", async () => {
    const folder = await mkdtemp(join(tmpdir(), "legate-secrets-"));
    try {
      const file = join(folder, "token");
      await writeFile(file, "a-secret-of-a-file", { mode: 0o644 });
      const declared = { A: { env: "A_TOKEN" }, B: { file }, C: { env: "GONE" } };
      const check = await checkSecretSources(declared, { A_TOKEN: "a-secret-of-a-variable" });
      expect(check).toMatchObject({ state: "warn", found: "declared: A, B, C; not to be had: C" });
      expect(check.fix).toContain("no environment variable GONE");
      expect(check.fix).toContain(`chmod 600 ${file}`);
      expect(JSON.stringify(check)).not.toContain("a-secret-of");
      await chmod(file, 0o600);
      expect(await checkSecretSources({ B: { file } }, {})).toEqual({
        name: "secrets",
        state: "ok",
        found: "declared: B",
      });
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  test("a state directory that others can read is not well", async () => {
    const path = await mkdtemp(join(tmpdir(), "legate-state-"));
    try {
      expect((await checkStateDirectory(path)).state).toBe("ok");
      await chmod(path, 0o755);
      expect(await checkStateDirectory(path)).toMatchObject({ state: "fail", fix: `chmod 700 ${path}` });
    } finally {
      await rm(path, { recursive: true });
    }
  });
});
