import type { CommandLimit, CommandLimits } from "../../core/worker/command-limits.ts";
import type { TreeUsage } from "./tree-usage.ts";

/** How often to look; what is used up between two looks is what a command can go beyond its limit. */
const LOOK_EVERY_MS = 250;
/** Looking takes at most this part of the time, however large the tree. */
const MOST_SHARE = 1 / 20;

const MIB = 1024 * 1024;

/**
 * Looks at what a command has used up until it goes beyond a limit, which is told once, or until it is
 * disposed of. Commands that end before the first look cost nothing.
 */
export function watchUsage(
  look: () => TreeUsage | undefined,
  limits: Pick<CommandLimits, "cpuSeconds" | "diskMb">,
  onBeyond: (limit: CommandLimit) => void,
): Disposable {
  let timer = setTimeout(lookOnce, LOOK_EVERY_MS);
  return { [Symbol.dispose]: () => clearTimeout(timer) };

  function lookOnce(): void {
    const startedAt = performance.now();
    const beyond = limitBeyond(look(), limits);
    const took = performance.now() - startedAt;
    if (beyond === undefined) timer = setTimeout(lookOnce, Math.max(LOOK_EVERY_MS, took / MOST_SHARE));
    else onBeyond(beyond);
  }
}

function limitBeyond(
  usage: TreeUsage | undefined,
  limits: Pick<CommandLimits, "cpuSeconds" | "diskMb">,
): CommandLimit | undefined {
  if (usage === undefined) return undefined;
  if (usage.cpuSeconds > limits.cpuSeconds) return "cpuSeconds";
  return usage.diskBytes > limits.diskMb * MIB ? "diskMb" : undefined;
}
