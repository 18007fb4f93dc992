import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { createSeatbeltSandbox } from "../../../src/adapters/seatbelt/sandbox.ts";
import { chooseSandbox } from "../../../src/compose/choose-sandbox.ts";
import type { Sandbox } from "../../../src/ports/sandbox.ts";

const folder = mkdtempSync(join(tmpdir(), "legate-not-a-mac-"));
afterAll(() => rmSync(folder, { recursive: true }));
let made = 0;

/** A program in place of sandbox-exec; `$2` is the profile, the command follows. */
function standIn(script: string): string {
  const path = join(folder, `sandbox-exec-${made++}`);
  writeFileSync(path, `#!/bin/bash\n${script}\n`);
  chmodSync(path, 0o755);
  return path;
}

const command = { argv: ["/bin/true"], cwd: "/", env: {}, mounts: [], timeoutMs: 1000, maxOutputBytes: 100 };
const refused = (sandbox: Sandbox) =>
  expect(sandbox.run(command)).rejects.toMatchObject({ code: "sandbox-unavailable" });

describe("the sandbox of macOS", () => {
  test("finds out that nothing is held by a sandbox-exec that only runs the command", async () => {
    const sandbox = createSeatbeltSandbox(standIn('shift 2; exec "$@"'));
    const { enforced, untested } = await sandbox.report();
    expect(enforced).toMatchObject({ fsRead: false, fsWrite: false, network: false });
    expect(untested).toContain("Seatbelt");
    await refused(sandbox);
  });

  test("believes nothing of one that runs nothing: what must work did not", async () => {
    const sandbox = createSeatbeltSandbox(standIn("exit 0"));
    expect((await sandbox.report()).enforced).toMatchObject({
      fsRead: false,
      fsWrite: false,
      network: false,
    });
    await refused(sandbox);
  });

  test("believes one that holds, and still runs nothing, since a process can outlive a cancel there", async () => {
    const holding = 'echo shown; echo end; echo > "$8/written"'; // $8 is the writable folder
    const sandbox = createSeatbeltSandbox(standIn(holding));
    const { enforced, reasons } = await sandbox.report();
    expect(enforced).toMatchObject({ fsRead: true, fsWrite: true, network: true, processTree: false });
    expect(reasons.map(({ missing }) => missing).join()).toContain("leaves its session");
    await refused(sandbox);
  });

  test("says what is missing where there is no sandbox-exec", async () => {
    const { reasons } = await createSeatbeltSandbox("/nonexistent/sandbox-exec").report();
    expect(reasons[0]?.missing).toContain("belongs to macOS");
  });
});

test("each kind of machine gets its sandbox", async () => {
  const backend = async (platform: NodeJS.Platform) =>
    (await chooseSandbox({ hidden: [] }, platform).report()).backend;
  expect(await backend("darwin")).toBe("seatbelt");
  expect(await backend("linux")).toBe("bubblewrap");
});
