import { fileURLToPath } from "node:url";
import { isFailure } from "../../ports/failure.ts";
import type { SandboxGap, SandboxOutcome, SandboxReport, SandboxRunOptions } from "../../ports/sandbox.ts";
import { gapFrom } from "./gaps.ts";
import { type ProbeTargets, prepareProbeGround } from "./probe-ground.ts";
import { type Findings, readFindings, verdict } from "./probe-verdict.ts";
import type { Confinement, PlacedMount } from "./profile.ts";
import type { ConfinedCommand } from "./run.ts";

export type Confine = (
  command: ConfinedCommand & Confinement,
  options: SandboxRunOptions,
) => Promise<SandboxOutcome>;

const NOTHING: SandboxReport["enforced"] = {
  fsRead: false,
  fsWrite: false,
  network: false,
  processTree: false,
  systemCalls: false,
};

function nothingEnforced(backend: string, version: string, reasons: readonly SandboxGap[]): SandboxReport {
  return { backend, version, enforced: NOTHING, reasons };
}

/**
 * Attacks the sandbox from inside, once, and reports what held. One command does it all, then stays,
 * with a child that has left its session: killing that is the last probe. Never rejects.
 */
export async function selfTest(confine: Confine, version: string): Promise<SandboxReport> {
  try {
    await using ground = await prepareProbeGround();
    const probed = await attack(confine, ground.targets, () => ground.survivors().length);
    if ("gap" in probed) return nothingEnforced("bubblewrap", version, [probed.gap]);
    const { enforced, reasons } = verdict(probed.findings, {
      ...ground.damage(),
      survivorsBefore: probed.survivorsBefore,
      survivorsAfter: ground.survivors().length,
    });
    return { backend: "bubblewrap", version, enforced, reasons };
  } catch (error) {
    const said = isFailure(error) ? String(error.details["said"] ?? error.message) : String(error);
    return nothingEnforced("bubblewrap", version, [gapFrom(said)]);
  }
}

type Probed =
  | { readonly findings: Findings; readonly survivorsBefore: number }
  | { readonly gap: SandboxGap };

async function attack(confine: Confine, targets: ProbeTargets, survivors: () => number): Promise<Probed> {
  const stop = new AbortController();
  let said = "";
  let survivorsBefore = 0;
  const onOutput = (chunk: Uint8Array) => {
    said += Buffer.from(chunk).toString("utf8");
    if (!said.endsWith("\n")) return;
    survivorsBefore = survivors();
    stop.abort();
  };
  const outcome = await confine(attackCommand(targets), { signal: stop.signal, onOutput });
  const findings = readFindings(said);
  if (findings !== undefined) return { findings, survivorsBefore };
  if (/^bwrap: /m.test(said)) return { gap: gapFrom(said.trim().slice(0, 500)) };
  const what = `the self-test ended early (${outcome.ending}, ${outcome.exitCode}): ${said.slice(0, 500)}`;
  return { gap: { missing: what, fix: "run `legate doctor` again with another Node.js, or report this" } };
}

const PROBE_NAME = import.meta.url.endsWith(".ts") ? "inside-probe.mts" : "inside-probe.mjs";
const PROBE = { node: "/run/probe/node", script: `/run/probe/${PROBE_NAME}` };

function attackCommand(targets: ProbeTargets): ConfinedCommand & Confinement {
  const script = fileURLToPath(new URL(PROBE_NAME, import.meta.url));
  const file = (source: string, at: string): PlacedMount => ({ source, at, mode: "ro", kind: "file" });
  const folder = (at: string, mode: "ro" | "rw"): PlacedMount => ({ source: at, at, mode, kind: "folder" });
  return {
    argv: [PROBE.node, PROBE.script, JSON.stringify(targets)],
    cwd: targets.work,
    env: {},
    mounts: [
      file(process.execPath, PROBE.node),
      file(script, PROBE.script),
      folder(targets.shown, "ro"),
      folder(targets.work, "rw"),
    ],
    timeoutMs: 10_000,
    graceMs: 0,
    maxOutputBytes: 64 * 1024,
  };
}
