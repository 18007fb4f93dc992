import type { Landing, LandingRefusal, LandingRequest } from "../landing/landing.ts";

/** How a worker's work came into the user's repository. */
export type LandingRecord =
  /** Somebody wants it; nothing was written yet. */
  | { readonly type: "landing.asked"; readonly by: string; readonly request: LandingRequest }
  /** The target is about to be written: by this it is recognised afterwards. */
  | { readonly type: "landing.started"; readonly landing: Landing }
  /** `seen`: it had broken off, and the target shows that it was written. */
  | { readonly type: "landing.landed"; readonly landing: Landing; readonly seen?: true }
  | { readonly type: "landing.failed"; readonly code: LandingRefusal; readonly reason: string };
