import type { LifeDefectName } from "./defects.ts";
import type { Doom } from "./doom.ts";
import type { ScenarioName } from "./scenario.ts";

/** All that a process needs to know of the life it takes part in; goes to it as JSON. */
export interface Life {
  readonly scenario: ScenarioName;
  /** Holds the store, the ledger's file and, for real checkouts, the repository. */
  readonly directory: string;
  readonly ledger: { readonly socket: string; readonly file: string };
  readonly doom?: Doom;
  /** So long may a process stand still before others take its workers, in milliseconds. @default 20000 */
  readonly leaseMs?: number;
  readonly defect?: LifeDefectName;
}
