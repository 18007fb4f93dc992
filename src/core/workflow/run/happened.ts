import type { VisitRecord } from "../../journal/node-record.ts";
import type { Ended } from "./visit.ts";

/** A record in its place, as the schedule of a run needs it. */
export interface Happened<R = VisitRecord> {
  readonly record: R;
  readonly at: string;
  readonly seq: number;
  readonly kept?: Ended["kept"];
}

/** A record of one type. */
export type Of<T extends VisitRecord["type"]> = VisitRecord & { readonly type: T };
