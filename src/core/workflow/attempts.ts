import type { StageRetry } from "../worker/retry.ts";

/** For nodes whose work may fail and be tried again. */
export interface Attempts {
  /**
   * A visit whose work failed is tried again after a delay that grows, as long as it has tries left;
   * denials, broken contracts and refused requests are not tried again. @default one try
   */
  readonly retry?: StageRetry;
  /** Of one try, waiting for persons not counted, in milliseconds; then it fails. @default none */
  readonly timeoutMs?: number;
}
