import { z } from "zod";
import type { Budgets } from "../../../core/policy/capability-policy.ts";
import { positive } from "../shared-fields.ts";
import { duration } from "./duration.ts";

/** What a run, or one child of it, may use up: `{ usd: 5, tokens: 2000000, time: 2h }`. */
export const budget = z
  .strictObject({
    usd: z.number().positive(),
    tokens: positive,
    turns: positive,
    calls: positive,
    time: duration,
    active_time: duration,
  })
  .exactPartial()
  .transform(
    ({ usd, tokens, turns, calls, time, active_time }): Partial<Budgets> => ({
      ...(usd === undefined ? {} : { costUsd: usd }),
      ...(tokens === undefined ? {} : { tokens }),
      ...(turns === undefined ? {} : { turns }),
      ...(calls === undefined ? {} : { calls }),
      ...(time === undefined ? {} : { wallMs: time }),
      ...(active_time === undefined ? {} : { activeMs: active_time }),
    }),
  );
