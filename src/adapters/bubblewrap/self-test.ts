import { fileURLToPath } from "node:url";
import { type CommandLimits, DEFAULT_COMMAND_LIMITS } from "../../core/worker/command-limits.ts";
import { isFailure } from "../../ports/failure.ts";
import type { LimitHolders, SandboxGap, SandboxOutcome, SandboxRunOptions } from "../../ports/sandbox.ts";
import { gapFrom } from "./gaps.ts";
import type { SelfTest } from "./kept-report.ts";
import { holdersThatHeld, LIMIT_PROBE, PROBE_LIMITS, wasCutShort } from "./limit-probe.ts";
import { limitGaps } from "./limits-in-force.ts";
import { type ProbeTargets, prepareProbeGround } from "./probe-ground.ts";
import { type Findings, readFindings, verdict } from "./probe-verdict.ts";
import type { Confinement, PlacedMount } from "./profile.ts";
import { NOTHING_ENFORCED } from "./refusing-sandbox.ts";
import type { ConfinedCommand } from "./run.ts";

export type Confine = (
  command: ConfinedCommand & Confinement,
  options: SandboxRunOptions,
) => Promise<SandboxOutcome>;

export interface SelfTestSubject {
  readonly version: string;
  /** What of it nobody has tried on this kind of machine. */
  readonly untested: string | undefined;
  /** Limits that somebody asked for, and so must be held. */
  readonly named: Partial<CommandLimits>;
  /** What is there to hold limits. */
  readonly holders: () => LimitHolders;
}

/**
 * Attacks the sandbox from inside and reports what held; final when all of it held, or was seen not to. One
 * command does most of it, then stays, with a child that has left its session: killing that is the last
 * probe. Another goes for more than small limits. Never rejects.
 */
export async function selfTest(confine: Confine, subject: SelfTestSubject): Promise<SelfTest> {
  const { version, untested } = subject;
  try {
    await using ground = await prepareProbeGround();
    const attacked = attack(confine, ground.targets, () => ground.survivors().length);
    const limited = goBeyondLimits(confine, ground.targets, subject.holders());
    await Promise.allSettled([attacked, limited]); // neither outlives the ground that it stands on
    const [probed, limits] = await Promise.all([attacked, limited]);
    if ("gap" in probed) return nothingEnforced(version, probed.gap);
    const damage = {
      ...ground.damage(),
      survivorsBefore: probed.survivorsBefore,
      survivorsAfter: ground.survivors().length,
    };
    const { enforced, reasons, isOpen } = verdict(probed.findings, damage, untested !== undefined);
    const unheld = limitGaps(subject.named, limits.holders);
    const report = {
      backend: "bubblewrap",
      version,
      enforced: { ...enforced, limits: unheld.length === 0 },
      limits: limits.holders,
      ...(untested === undefined ? {} : { untested }),
      reasons: [...reasons, ...unheld],
    };
    return { report, isFinal: isOpen || (reasons.length === 0 && !limits.wasCutShort) };
  } catch (error) {
    const said = isFailure(error) ? String(error.details["said"] ?? error.message) : String(error);
    return nothingEnforced(version, gapFrom(said));
  }
}

function nothingEnforced(version: string, reason: SandboxGap): SelfTest {
  const report = { ...NOTHING_ENFORCED, backend: "bubblewrap", version, reasons: [reason] };
  return { report, isFinal: false };
}

async function goBeyondLimits(
  confine: Confine,
  { work }: ProbeTargets,
  holders: LimitHolders,
): Promise<{ readonly holders: LimitHolders; readonly wasCutShort: boolean }> {
  const outcome = await confine(
    {
      argv: ["/bin/sh", "-c", LIMIT_PROBE, "legate", work],
      cwd: work,
      env: {},
      mounts: [{ source: work, at: work, mode: "rw", kind: "folder" }],
      timeoutMs: 10_000,
      maxOutputBytes: 64 * 1024,
      limits: PROBE_LIMITS,
    },
    {},
  );
  const said = Buffer.from(outcome.stdout.bytes).toString("utf8");
  return { holders: holdersThatHeld(holders, said), wasCutShort: wasCutShort(said, outcome.ending) };
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
    limits: DEFAULT_COMMAND_LIMITS,
  };
}
