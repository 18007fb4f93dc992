import type { LandRequest } from "../../../core/landing/landing.ts";
import type { LandingPatch, LandingSubject } from "../../../ports/landings.ts";
import { computeLanding } from "./compute-landing.ts";
import type { LandingContext } from "./landing-context.ts";
import type { Workbench } from "./workbench.ts";

/**
 * What would land, as a mail that `git am` takes with author and message, and `git apply` without. Files in
 * the way are of no matter, and whoever applies it sees what runs later in the report.
 */
export async function patchOf(
  context: LandingContext,
  bench: Workbench,
  subject: LandingSubject,
  request: LandRequest,
  signal: AbortSignal | undefined,
): Promise<LandingPatch> {
  const { report, commit } = await computeLanding(context, bench, subject, request, signal);
  const isForbidden = report.refusal?.code === "denied";
  if (commit === undefined || isForbidden) return { report, patch: new Uint8Array() };
  const patch = await bench.git(
    ["format-patch", "--stdout", "--no-stat", "--no-signature", "--binary", "--full-index", "-1", commit],
    { maxOutputBytes: 256 * 1024 * 1024 },
  );
  return { report: { ...report, refusal: null }, patch };
}
