import { z } from "zod";

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** A time span in words, `90s`, `10m`, `1d`, as milliseconds. A number without a unit is a problem. */
export const duration = z.string().transform((value, context): number => {
  const [, amount = "", unit = ""] = /^(\d{1,9})(ms|s|m|h|d)$/.exec(value.trim()) ?? [];
  const milliseconds = Number(amount) * (UNITS[unit] ?? 0);
  if (milliseconds > 0 && milliseconds < 2 ** 31) return milliseconds;
  context.addIssue({ code: "custom", message: "must be a time such as 90s, 10m or 2h, 24 days at most" });
  return z.NEVER;
});
