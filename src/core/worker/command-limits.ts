/**
 * What one sandboxed command, with everything it starts, may use up. A megabyte is 2^20 bytes here, a
 * kilobyte 2^10.
 */
export interface CommandLimits {
  readonly memoryMb: number;
  /** Processes and threads at one time. */
  readonly pids: number;
  /** Processor time of all its processes together. */
  readonly cpuSeconds: number;
  /** The largest file it may write. */
  readonly fileSizeMb: number;
  /** Written to disk in all, whatever it deleted again. */
  readonly diskMb: number;
  /** Written to standard output and standard error together. */
  readonly outputKb: number;
}

export const COMMAND_LIMITS = [
  "memoryMb",
  "pids",
  "cpuSeconds",
  "fileSizeMb",
  "diskMb",
  "outputKb",
] as const satisfies readonly (keyof CommandLimits)[];
export type CommandLimit = (typeof COMMAND_LIMITS)[number];

/** Where nobody said anything: far above what builds and tests need, far below what stops a machine. */
export const DEFAULT_COMMAND_LIMITS: CommandLimits = {
  memoryMb: 4096,
  pids: 1024,
  cpuSeconds: 3600,
  fileSizeMb: 4096,
  diskMb: 16_384,
  outputKb: 524_288,
};

/** The lower of two limits where both speak, and the one that does elsewhere: the only way they are joined. */
export function lowestLimits(
  a: Partial<CommandLimits>,
  b: Partial<CommandLimits>,
): Readonly<Partial<CommandLimits>> {
  const joined = COMMAND_LIMITS.map((limit) => [limit, lower(a[limit], b[limit])] as const);
  return Object.fromEntries(joined.filter(([, most]) => most !== undefined));
}

/** What a command did that ran into a limit, e.g. `used more than 2048 MB of memory (sandbox.memoryMb)`. */
export function beyondLimit(limit: CommandLimit, most: number): string {
  return `${DEEDS[limit](most)} (sandbox.${limit})`;
}

function lower(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? (a ?? b) : Math.min(a, b);
}

const DEEDS: Readonly<Record<CommandLimit, (most: number) => string>> = {
  memoryMb: (most) => `used more than ${most} MB of memory`,
  pids: (most) => `wanted more than ${most} processes and threads at one time`,
  cpuSeconds: (most) => `used more than ${most} s of processor time`,
  fileSizeMb: (most) => `wrote a file of more than ${most} MB`,
  diskMb: (most) => `wrote more than ${most} MB to disk`,
  outputKb: (most) => `printed more than ${most} kB`,
};
