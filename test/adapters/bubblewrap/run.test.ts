import { symlinkSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createBubblewrapSandbox } from "../../../src/adapters/bubblewrap/sandbox.ts";
import { isFailure } from "../../../src/ports/failure.ts";
import type { SandboxCommand, SandboxRunOptions } from "../../../src/ports/sandbox.ts";
import { aCommand, aWorkspace, said, sandbox } from "./a-sandbox.ts";

const workspace = aWorkspace();
afterAll(workspace.remove);

const run = (argv: readonly string[], rest?: Partial<SandboxCommand>, options?: SandboxRunOptions) =>
  sandbox.run(aCommand(workspace, argv, rest), options);
const sh = (code: string, rest?: Partial<SandboxCommand>, options?: SandboxRunOptions) =>
  run(["/bin/sh", "-c", code], rest, options);

describe("a command's ending", () => {
  test("is its own exit code, or 128 and the signal, or what shells say of a program they cannot start", async () => {
    writeFileSync(`${workspace.path}/no-program`, "text");
    expect(await sh("exit 7")).toMatchObject({ exitCode: 7, ending: "exited" });
    expect(await sh("kill -TERM $$")).toMatchObject({ exitCode: 143, ending: "signalled" });
    expect(await run(["no-such-program"])).toMatchObject({ exitCode: 127, ending: "exited" });
    expect(await run(["./no-program"])).toMatchObject({ exitCode: 126, ending: "exited" });
  });

  test("is 'timed-out' when its time is over, with the output so far", async () => {
    const outcome = await sh("echo begun; sleep 60", { timeoutMs: 300 });
    expect(outcome).toMatchObject({ exitCode: 137, ending: "timed-out" });
    expect(said(outcome)).toBe("begun\n");
  });

  test("is 'aborted' when its caller says so, before or after it started", async () => {
    expect(await sh("echo ran", {}, { signal: AbortSignal.abort() })).toMatchObject({
      ending: "aborted",
      exitCode: 137,
    });
    const stop = new AbortController();
    const outcome = await sh(
      "echo begun; sleep 60",
      {},
      { signal: stop.signal, onOutput: () => stop.abort() },
    );
    expect(outcome).toMatchObject({ ending: "aborted", exitCode: 143 });
  });

  test("comes when the command ends, even if it leaves a child that holds its output open", async () => {
    const outcome = await sh("sleep 60 & echo left");
    expect(outcome).toMatchObject({ exitCode: 0, ending: "exited" });
  });

  test("rejects with the listener's error when a listener throws, and ends the command", async () => {
    const listener = () => {
      throw new Error("a bug");
    };
    await expect(sh("echo x; sleep 60", {}, { onOutput: listener })).rejects.toThrow("a bug");
  });
});

describe("what a command gets", () => {
  test("is standard input as given, to the byte, and none otherwise", async () => {
    const bytes = Uint8Array.from({ length: 200_000 }, (_, index) => index % 256);
    const outcome = await run(["/bin/cat"], { stdin: bytes, maxOutputBytes: 1_000_000 });
    expect(Buffer.compare(outcome.stdout.bytes, bytes)).toBe(0);
    expect(said(await run(["/bin/cat"]))).toBe("");
  });

  test("is an environment of five names, and what was declared", async () => {
    const env = { GREETING: "a b\nc'\"$x", PATH: "/usr/bin" };
    const lines = said(await run(["/usr/bin/env", "-0"], { env }))
      .split("\0")
      .filter(Boolean);
    expect(lines.toSorted()).toEqual([
      `GREETING=${env.GREETING}`,
      "HOME=/home/agent",
      "LANG=C.UTF-8",
      "PATH=/usr/bin",
      "TMPDIR=/tmp",
    ]);
  });

  test("is its arguments as they are, also those a shell would read", async () => {
    const odd = ["$HOME", "a b", "-n", "'", "*", "", ";exit 3"];
    const outcome = await run(["/usr/bin/printf", "[%s]", ...odd]);
    expect(said(outcome)).toBe(odd.map((one) => `[${one}]`).join(""));
  });

  test("is no descriptor but three", async () => {
    const listed = said(
      await run([
        "/usr/bin/perl",
        "-e",
        'opendir my $d, "/proc/self/fd"; print "$_\n" for grep { -e "/proc/self/fd/$_" && /\\d/ } readdir $d',
      ]),
    );
    const beyond = listed
      .trim()
      .split("\n")
      .map(Number)
      .filter((descriptor) => descriptor > 2);
    const harmless = said(await sh(beyond.map((one) => `readlink /proc/self/fd/${one}`).join(";") || "true"));
    expect(harmless.split("\n").filter((target) => target !== "" && target !== "/dev/null")).toEqual([]);
  });

  test("is a home, a temporary folder and a loopback of its own", async () => {
    expect(
      said(
        await sh('cd && pwd && echo x > f && echo y > "$TMPDIR/f" && cat f /tmp/f && getent hosts localhost'),
      ),
    ).toMatch(/^\/home\/agent\nx\ny\n.*localhost/);
    // Without tool roots: the Node of this checkout would show, if the checkout lies in /tmp itself.
    const bare = createBubblewrapSandbox({ hidden: [] });
    const list = aCommand(workspace, ["/bin/sh", "-c", "ls -A /home/agent /tmp"]);
    expect(said(await bare.run(list))).toBe("/home/agent:\n\n/tmp:\n");
  });

  test("is a read-only view where the mount says so, at the place the mount says", async () => {
    writeFileSync(`${workspace.path}/seen`, "here");
    const mounts = [{ path: workspace.path, at: "/tmp/view", mode: "ro" }] as const;
    const outcome = await sh("cat seen; echo x > seen", { cwd: "/tmp/view", mounts });
    expect(said(outcome)).toMatch(/^here.*Read-only file system/);
  });
});

describe("a command's output", () => {
  test("is bounded when it floods, keeps both ends, and counts the rest", async () => {
    const before = process.memoryUsage.rss();
    const outcome = await sh("echo first; head -c 300000000 /dev/zero; echo last", { maxOutputBytes: 2_000 });
    expect(outcome.stdout.totalBytes).toBe(300_000_011);
    expect(outcome.stdout).toMatchObject({ cutAt: 1_000 });
    expect(outcome.stdout.bytes.length).toBe(2_000);
    expect(said(outcome)).toMatch(/^first\n\0+last\n$/);
    expect(process.memoryUsage.rss() - before).toBeLessThan(200_000_000);
  });

  test("keeps bytes that are no text, and tells the listener before bounds apply", async () => {
    let heard = 0;
    const onOutput = (chunk: Uint8Array) => {
      heard += chunk.length;
    };
    const outcome = await sh("printf '\\377\\000\\303(\\033[31m'", { maxOutputBytes: 4 }, { onOutput });
    expect(outcome.stdout).toEqual({ bytes: Buffer.from([0xff, 0x00, 0x31, 0x6d]), totalBytes: 9, cutAt: 2 });
    expect(heard).toBe(9);
  });
});

describe("a command that cannot mean what its sender thinks", () => {
  beforeAll(() => symlinkSync("/usr/lib", `${workspace.path}/link`));

  test.each<[string, Partial<SandboxCommand>]>([
    ["argv is empty", { argv: [] }],
    ["NUL byte", { argv: ["echo", "a\0b"] }],
    ["cwd / lies in no mount", { cwd: "/" }],
    ["not an absolute", { cwd: `${workspace.path}/../x` }],
    ["environment name", { env: { "a.b": "c" } }],
    ["timeoutMs", { timeoutMs: 0 }],
    ["timeoutMs", { timeoutMs: Number.NaN }],
    ["graceMs", { graceMs: -1 }],
    ["graceMs", { graceMs: Number.NaN }],
    ["maxOutputBytes", { maxOutputBytes: -1 }],
    ["limits.pids", { limits: { pids: 0 } }],
    ["limits.memoryMb", { limits: { memoryMb: 1.5 } }],
    ["limits.diskMb", { limits: { diskMb: 2 ** 31 } }],
    [
      "does not exist",
      {
        mounts: [
          { path: workspace.path, mode: "rw" },
          { path: `${workspace.path}/gone`, mode: "ro" },
        ],
      },
    ],
    [
      "two mounts",
      {
        mounts: [
          { path: workspace.path, mode: "rw" },
          { path: "/var/tmp", at: workspace.path, mode: "ro" },
        ],
      },
    ],
    [
      "it would cover /tmp",
      {
        mounts: [
          { path: workspace.path, mode: "rw" },
          { path: workspace.path, at: "/tmp", mode: "rw" },
        ],
      },
    ],
    [
      "belongs to the sandbox",
      {
        mounts: [
          { path: workspace.path, mode: "rw" },
          { path: workspace.path, at: "/etc/x", mode: "rw" },
        ],
      },
    ],
    [
      "is missing, a link",
      {
        mounts: [
          { path: workspace.path, mode: "rw" },
          { path: "/usr/lib", at: `${workspace.path}/link`, mode: "ro" },
        ],
      },
    ],
    [
      "is missing, a link",
      {
        mounts: [
          { path: workspace.path, mode: "rw" },
          { path: "/usr/lib", at: `${workspace.path}/phantom`, mode: "ro" },
        ],
      },
    ],
  ])("is refused: %s", async (message, rest) => {
    const error = await run(["true"], rest).catch((reason: unknown) => reason);
    expect(isFailure(error, "bad-input") && error.message).toContain(message);
  });
});
