import { chmodSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { afterAll, describe, expect, test } from "vitest";
import { gapFrom } from "../../../src/adapters/bubblewrap/gaps.ts";
import { verdict } from "../../../src/adapters/bubblewrap/probe-verdict.ts";
import {
  createRefusingSandbox,
  platformGap,
  untestedPart,
} from "../../../src/adapters/bubblewrap/refusing-sandbox.ts";
import { createBubblewrapSandbox } from "../../../src/adapters/bubblewrap/sandbox.ts";
import { isFailure } from "../../../src/ports/failure.ts";
import { aCommand, aWorkspace, sandbox } from "./a-sandbox.ts";

const workspace = aWorkspace();

/** Reads the options itself and leaves out what a whole process tree hangs on. */
const WITHOUT_PID_NAMESPACE = `shift 4; mapfile -d '' -t options <&5; kept=()
for option in "\${options[@]}"; do case "$option" in
  --unshare-all) kept+=(--unshare-net --unshare-ipc --unshare-uts) ;;
  --die-with-parent) ;;
  *) kept+=("$option") ;;
esac; done
exec /usr/bin/bwrap --seccomp 3 "\${kept[@]}" "$@"`;
afterAll(workspace.remove);

describe("the self-test", () => {
  test("sees everything enforced by the real bubblewrap, and remembers it", async () => {
    const report = await sandbox.report();
    expect(report.enforced).toEqual({
      fsRead: true,
      fsWrite: true,
      network: true,
      processTree: true,
      systemCalls: true,
      limits: true,
    });
    expect(report.reasons).toEqual([]);
    expect(await sandbox.report()).toBe(report);
  });

  test.each([
    [
      "network",
      "drops the network namespace",
      'shift 4; exec /usr/bin/bwrap --seccomp 3 --args 5 --share-net "$@"',
    ],
    ["systemCalls", "drops the filter", 'shift 4; exec /usr/bin/bwrap --args 5 "$@"'],
    [
      "fsRead",
      "shows the host",
      'shift 4; exec /usr/bin/bwrap --seccomp 3 --args 5 --ro-bind /var/tmp /tmp --bind "$SCRATCH" "$SCRATCH" "$@"',
    ],
    [
      "fsWrite",
      "shows the host",
      'shift 4; exec /usr/bin/bwrap --seccomp 3 --args 5 --ro-bind /var/tmp /tmp --bind "$SCRATCH" "$SCRATCH" "$@"',
    ],
    ["processTree", "shares the host's process numbers", WITHOUT_PID_NAMESPACE],
  ] as const)(
    "finds out that %s is open with a bubblewrap that %s, and nothing is run",
    async (part, _how, script) => {
      const before = process.env["TMPDIR"];
      process.env["TMPDIR"] = workspace.path; // where the probe's secret lies, for the two that show it
      try {
        const sabotaged = createBubblewrapSandbox({ hidden: [], bwrap: [aBwrap(script)] });
        const { enforced } = await sabotaged.report();
        expect(enforced[part]).toBe(false);
        expect(Object.values(enforced), "the probe itself did run").toContain(true);
        await expectRefusal(sabotaged);
      } finally {
        if (before === undefined) delete process.env["TMPDIR"];
        else process.env["TMPDIR"] = before;
      }
    },
  );

  test("finds out that nothing at all is enforced by a bubblewrap that only runs the command", async () => {
    const pretender = createBubblewrapSandbox({ hidden: [], bwrap: [aBwrap('shift 5; cd /; "$@"')] });
    const report = await pretender.report();
    expect(Object.values(report.enforced)).not.toContain(true);
    await expectRefusal(pretender);
  });

  test("is taken again when it was killed, or had no room for a process: that passes", async () => {
    for (const accident of [
      "kill -KILL $$",
      "echo 'bwrap: Creating new namespace failed: Resource temporarily unavailable' >&2; exit 1",
    ]) {
      const unlucky = createBubblewrapSandbox({ hidden: [], bwrap: [aBwrap(atFirst(accident))] });
      await expectRefusal(unlucky);
      expect(await unlucky.run(aCommand(workspace, ["true"]))).toMatchObject({ exitCode: 0 });
      expect(await unlucky.report()).toBe(await unlucky.report());
    }
  });

  test("is not taken again where an attack succeeded: it might be luckier", async () => {
    const count = `${workspace.path}/count-${made}`;
    const open = createBubblewrapSandbox({
      hidden: [],
      bwrap: [
        aBwrap(`echo . >> ${count}; shift 4; exec /usr/bin/bwrap --seccomp 3 --args 5 --share-net "$@"`),
      ],
    });
    await expectRefusal(open);
    const before = readFileSync(count, "utf8");
    await expectRefusal(open);
    expect(readFileSync(count, "utf8")).toBe(before);
  });

  test("takes place once bubblewrap is there, though it was not at first", async () => {
    const place = `${workspace.path}/installed-later`;
    const late = createBubblewrapSandbox({ hidden: [], bwrap: [place] });
    await expectRefusal(late);
    symlinkSync("/usr/bin/bwrap", place);
    expect(await late.run(aCommand(workspace, ["true"]))).toMatchObject({ exitCode: 0 });
  });

  test("names what is missing, and how to get it, when bubblewrap is not there, too old or cannot work", async () => {
    const absent = createBubblewrapSandbox({ hidden: [], bwrap: ["/nonexistent/bwrap"] });
    expect((await absent.report()).reasons[0]?.fix).toContain("apt-get install bubblewrap");
    await expectRefusal(absent);
    const old = createBubblewrapSandbox({ hidden: [], bwrap: [aBwrap("exit 1", "0.4.1")] });
    expect((await old.report()).reasons[0]?.missing).toContain("0.8 or newer");
    const failing = createBubblewrapSandbox({
      hidden: [],
      bwrap: [aBwrap("echo 'bwrap: No permissions to create new namespace' >&2; exit 1")],
    });
    expect((await failing.report()).reasons[0]?.missing).toContain("No permissions to create new namespace");
    await expectRefusal(failing);
    const slow = createBubblewrapSandbox({
      hidden: [],
      bwrap: [
        aBwrap('echo "bwrap: Can\'t mount proc on /newroot/proc: Operation not permitted" >&2; sleep 5'),
      ],
    });
    const [gap] = (await slow.report()).reasons;
    expect(gap?.missing).toContain("Can't mount proc");
    expect(gap?.fix).toContain("systempaths=unconfined");
    const used = createBubblewrapSandbox({
      hidden: [],
      bwrap: [aBwrap("echo 'bwrap: Creating new namespace failed: No space left on device' >&2; exit 1")],
    });
    expect((await used.report()).reasons[0]?.fix).toContain("user.max_user_namespaces");
  });

  test("knows the kernel settings that forbid namespaces, and the line that allows them", () => {
    const only = (name: string, value: string) => (asked: string) => (asked === name ? value : undefined);
    const said = "setting up uid map: Permission denied";
    expect(gapFrom(said, only("kernel.unprivileged_userns_clone", "0")).fix).toContain(
      "sysctl -w kernel.unprivileged_userns_clone=1",
    );
    expect(gapFrom(said, only("kernel.apparmor_restrict_unprivileged_userns", "1")).fix).toContain(
      "sysctl -w kernel.apparmor_restrict_unprivileged_userns=0",
    );
    expect(gapFrom(said, () => undefined).fix).toContain("docker run --security-opt");
  });
});

describe("on a kind of machine that nobody has tried", () => {
  const STATUS = "Seccomp:\t2\nCapEff:\t0000000000000000\nNoNewPrivs:\t1\n";
  const held = { readSecret: "ENOENT", readShown: "done", writeOutside: "ENOENT", writeShown: "EROFS" };
  const found = { ...held, writeSystem: "EROFS", writeWork: "done", tcp: "ECONNREFUSED", unix: "EPERM" };
  const clean = { written: [], connections: 0, survivorsBefore: 1, survivorsAfter: 0 };
  const judged = (unshare: string, isUntested: boolean) =>
    verdict({ ...found, unshare, status: STATUS }, clean, isUntested).enforced.systemCalls;

  test("a filter whose probe could not be run counts as none; elsewhere the other probes are believed", () => {
    expect(judged("absent", false)).toBe(true);
    expect(judged("absent", true)).toBe(false);
    expect(judged("1 unshare: unshare failed: Operation not permitted", true)).toBe(true);
    expect(judged("0 ", true)).toBe(false);
  });

  test("is told in the report; x64 is tried", () => {
    expect(untestedPart("arm64")).toContain("arm64");
    expect(untestedPart("x64")).toBeUndefined();
  });
});

describe("where no sandbox can exist", () => {
  test("the platform is named, with what to do there", async () => {
    expect(platformGap("linux", "x64")).toBeUndefined();
    expect(platformGap("darwin", "arm64")?.missing).toContain("darwin");
    expect(platformGap("win32", "x64")?.fix).toContain("WSL2");
    expect(platformGap("linux", "arm64")).toBeUndefined();
    expect(platformGap("linux", "riscv64")?.missing).toContain("riscv64");
    const gap = platformGap("darwin", "arm64");
    await expectRefusal(createRefusingSandbox(gap === undefined ? [] : [gap]));
  });
});

describe("hidden folders", () => {
  const state = `${workspace.path}/state`;
  mkdirSync(`${state}/workspaces/w1`, { recursive: true });
  symlinkSync(state, `${workspace.path}/alias`);
  const hiding = createBubblewrapSandbox({ hidden: [state], reveal: [`${state}/workspaces`] });
  const mounting = (path: string) =>
    hiding.run(aCommand({ path }, ["true"])).catch((error: unknown) => error);

  test("are not mounted, not by their parent, and not by another name", async () => {
    for (const path of [
      state,
      workspace.path,
      "/var/tmp",
      `${workspace.path}/alias`,
      `${state}/workspaces`,
    ]) {
      expect(isFailure(await mounting(path), "denied"), path).toBe(true);
    }
  });

  test("let a revealed entry be mounted, by its own name", async () => {
    expect(await mounting(`${state}/workspaces/w1`)).toMatchObject({ exitCode: 0 });
    const byAlias = await mounting(`${workspace.path}/alias/workspaces/w1`);
    expect(isFailure(byAlias, "workspace-conflict")).toBe(true);
  });

  test("may not be shown by tool roots, nor lie in the system's folders", () => {
    expect(() =>
      createBubblewrapSandbox({ hidden: [state], toolRoots: [{ path: state, bin: "workspaces" }] }),
    ).toThrow("Cannot mount");
    expect(() => createBubblewrapSandbox({ hidden: ["/usr/share/state"] })).toThrow(
      "Every sandbox shows /usr",
    );
  });
});

let made = 0;

/** Does that for as long as the first two (the self-test's) take, and then what bubblewrap does. */
function atFirst(accident: string): string {
  const tokens = `${workspace.path}/first-${made}`;
  const take = `mkdir ${tokens}-1 2>/dev/null || mkdir ${tokens}-2 2>/dev/null`;
  return `if ${take}; then ${accident}; fi; exec /usr/bin/bwrap "$@"`;
}

/** A program that claims to be bubblewrap, and does what the script says. */
function aBwrap(script: string, version = "0.8.0"): string {
  const path = `${workspace.path}/bwrap-${made++}`;
  const asked = `if [ "$1" = --version ]; then echo "bubblewrap ${version}"; exit; fi`;
  writeFileSync(path, `#!/bin/bash\nSCRATCH=${workspace.path}\n${asked}\n${script}\n`);
  chmodSync(path, 0o755);
  return path;
}

async function expectRefusal(refusing: typeof sandbox): Promise<void> {
  const mark = `${workspace.path}/ran`;
  const error = await refusing
    .run(aCommand(workspace, ["/usr/bin/touch", mark]))
    .catch((reason: unknown) => reason);
  expect(isFailure(error, "sandbox-unavailable")).toBe(true);
  expect(existsSync(mark)).toBe(false);
}
