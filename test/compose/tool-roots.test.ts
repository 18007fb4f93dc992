import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { createBubblewrapSandbox } from "../../src/adapters/bubblewrap/sandbox.ts";
import { checkToolRoots } from "../../src/cli/examine/tool-roots.ts";
import { suggestedToolRoots } from "../../src/compose/suggested-tool-roots.ts";
import { declaredToolRoots } from "../../src/compose/tool-roots.ts";

const home = realpathSync(mkdtempSync(join(tmpdir(), "legate-home-")));
const stateDir = join(home, ".local/state/legate");
const place = { home, stateDir };
for (const path of [".ssh", ".cargo/bin", ".rustup/toolchains/stable/bin", "sdk", ".local/state/legate"]) {
  mkdirSync(join(home, path), { recursive: true });
}
writeFileSync(join(home, ".cargo/bin/hello-tool"), "#!/bin/sh\necho hello from the tool\n", { mode: 0o755 });
writeFileSync(join(home, ".cargo/bin/true"), "#!/bin/sh\nexit 9\n", { mode: 0o755 });
symlinkSync(home, join(home, "sdk/home"));
symlinkSync(join(home, ".ssh"), join(home, "sdk/keys"));
afterAll(() => rmSync(home, { recursive: true }));

describe("a declared tool root", () => {
  test.each([
    ["the home folder", "~/"],
    ["the home folder by its path", home],
    ["what contains the home folder", tmpdir()],
    ["the root of the file system", "/"],
    ["keys", "~/.ssh"],
    ["what lies in a folder of keys", "~/.ssh/sub"],
    ["the state directory", "~/.local/state/legate"],
    ["what contains the state directory", "~/.local"],
    ["what lies in the state directory", "~/.local/state/legate/workspaces"],
    ["the home folder by another name", "~/sdk/home"],
    ["keys by another name", "~/sdk/keys"],
  ])("is refused when it is %s", (_what, path) => {
    expect(() => declaredToolRoots([path], place)).toThrow(/not shown to commands/);
  });

  test("is a folder that is there; one that is not is left out, so that nothing else stops working", () => {
    const shown = [{ path: join(home, ".cargo"), last: true }];
    expect(declaredToolRoots(["~/.cargo/", "~/.gone"], place)).toEqual(shown);
    expect(() => declaredToolRoots(["~/.cargo"], { stateDir, home: undefined })).toThrow(
      "needs a home folder",
    );
  });

  test("is seen by commands read-only, with its programs behind the system's", async () => {
    const work = join(home, "sdk");
    const command = { cwd: work, env: {}, timeoutMs: 20_000, maxOutputBytes: 1000 };
    const mounts = [{ path: work, mode: "rw" }] as const;
    const script = `hello-tool; true; echo $?; touch ${home}/.cargo/x || ls -A ${home}`;
    const argv = ["/bin/sh", "-c", script];
    const toolRoots = declaredToolRoots(["~/.cargo"], place);
    const said = async (roots: typeof toolRoots) => {
      const sandbox = createBubblewrapSandbox({ hidden: [stateDir], toolRoots: roots });
      return String(Buffer.from((await sandbox.run({ ...command, mounts, argv })).stdout.bytes));
    };
    expect(await said(toolRoots)).toBe("hello from the tool\n0\n.cargo\nsdk\n");
    expect(await said([]), "without it there is no such tool").toBe("0\nsdk\n");
  });
});

describe("doctor", () => {
  test("suggests the toolchains that are there, and names those that were declared", () => {
    expect(suggestedToolRoots(home)).toEqual(["~/.rustup/toolchains/stable", "~/.cargo"]);
    expect(checkToolRoots([], home)).toMatchObject({
      state: "ok",
      found: expect.stringContaining("toolRoots: [~/.rustup/toolchains/stable, ~/.cargo]"),
    });
    expect(checkToolRoots(["~/.cargo", "~/sdk"], home)).toEqual({
      name: "tool roots",
      state: "ok",
      found: "~/.cargo (bin in PATH), ~/sdk",
    });
  });

  test("notes one that is not there, and one that shows the tokens of a registry", () => {
    expect(checkToolRoots(["~/.gone"], home)).toMatchObject({ state: "warn" });
    writeFileSync(join(home, "sdk/credentials.toml"), "");
    expect(checkToolRoots(["~/sdk"], home)).toMatchObject({
      state: "warn",
      found: expect.stringContaining("commands can read ~/sdk/credentials.toml"),
    });
    rmSync(join(home, "sdk/credentials.toml"));
  });
});
