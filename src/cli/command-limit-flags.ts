import { COMMAND_LIMITS, type CommandLimit, type CommandLimits } from "../core/worker/command-limits.ts";
import { badInput, didYouMean } from "./bad-input.ts";
import { namedAmounts } from "./named-amounts.ts";

/** What `--command-limit` says, each given as `LIMIT=N`, several also with commas. Throws `bad-input`. */
export function commandLimitsFrom(values: readonly string[]): Partial<CommandLimits> | undefined {
  const named = namedAmounts("--command-limit", values);
  return named.length === 0 ? undefined : Object.fromEntries(named.map(limitFrom));
}

function limitFrom([name, amount]: readonly [string, string]): readonly [CommandLimit, number] {
  const limit = COMMAND_LIMITS.find((one) => one === name);
  if (limit === undefined) {
    const known = COMMAND_LIMITS.join(", ");
    throw badInput(
      `--command-limit does not know "${name}"; it takes ${known}.${didYouMean(name, COMMAND_LIMITS, "")}`.trimEnd(),
    );
  }
  if (/^[1-9]\d{0,9}$/.test(amount)) return [limit, Number(amount)];
  throw badInput(
    `--command-limit ${name}=${amount} is not an amount; write for example --command-limit memoryMb=512.`,
  );
}
