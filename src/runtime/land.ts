import type { Landing, LandingRefusal } from "../core/landing/landing.ts";
import { isResting } from "../core/worker/status.ts";
import type { PendingLanding } from "../core/worker/worker.ts";
import { isFailure, LegateError } from "../ports/failure.ts";
import type { Drive } from "./drive.ts";
import { landingSubject } from "./landing-subject.ts";

/**
 * Lands the work of a held worker, or finds out what became of a landing that broke off.
 *
 * L1. The intent is durable before anything is written, and names all by which it is recognised.
 * L2. What broke off after its intent is settled by looking at the target, and never written again by itself.
 * L3. What broke off before its intent wrote nothing; whoever asked asks again.
 */
export async function land(drive: Drive): Promise<void> {
  const { held } = drive;
  const { landing, epoch, status } = held.worker;
  if (landing === undefined) return;
  if (landing.begun !== undefined) return settle(drive, landing.begun);
  if (landing.epoch !== epoch || !isResting(status.status)) return failed(drive, "failed", BROKE_OFF); // L3
  await landNow(drive, landing);
}

const BROKE_OFF = "It broke off before anything was written; land it again.";

async function landNow(drive: Drive, { request }: PendingLanding): Promise<void> {
  const { held, ports, cut } = drive;
  let begun: Landing | undefined;
  const intend = async (landing: Landing) => {
    await recorded(held.append([{ type: "landing.started", landing }]));
    await recorded(held.flush()); // L1
    begun = landing;
  };
  try {
    const subject = landingSubject(held.worker);
    const { refusal } = await ports.landings.land(subject, request, intend, { signal: cut });
    if (refusal !== null) await failed(drive, refusal.code, refusal.reason);
    else if (begun !== undefined) await held.append([{ type: "landing.landed", landing: begun }]);
  } catch (error) {
    if (!isOutside(error)) throw error;
    if (begun !== undefined) await settle(drive, begun);
    else await failed(drive, "failed", error.message);
  }
}

/** L2: also right after an error, since what was written until then is not in the error. */
async function settle(drive: Drive, landing: Landing): Promise<void> {
  const { held, ports, cut } = drive;
  const settled = await ports.landings
    .settle(held.worker.id, landing, { signal: cut })
    .catch((error: unknown) => {
      if (!isOutside(error)) throw error;
      const reason = `Whether it was written cannot be seen: ${error.message} Look at ${landing.target} in ${landing.repo}.`;
      return { landed: false, refusal: { code: "unknown", reason } } as const;
    });
  if (settled.landed) await held.append([{ type: "landing.landed", landing, seen: true }]);
  else await failed(drive, settled.refusal.code, settled.refusal.reason);
}

async function failed({ held }: Drive, code: LandingRefusal, reason: string): Promise<void> {
  await held.append([{ type: "landing.failed", code, reason }]);
}

/** A fault of the store is the runtime's, not of the repository: it goes through whatever stands between. */
async function recorded(append: Promise<void>): Promise<void> {
  await append.catch((cause: unknown) => {
    throw new NotRecorded(cause);
  });
}

class NotRecorded extends Error {
  constructor(cause: unknown) {
    super("the intent could not be recorded", { cause });
  }
}

/** What the repository, git or the sandbox can fail with. */
function isOutside(error: unknown): error is LegateError {
  if (error instanceof NotRecorded) throw error.cause;
  return error instanceof LegateError && OUTSIDE.some((code) => isFailure(error, code));
}

const OUTSIDE = [
  "bad-input",
  "git-failed",
  "repository-unusable",
  "workspace-conflict",
  "sandbox-unavailable",
  "timed-out",
] as const;
