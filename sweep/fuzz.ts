import { mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Chance } from "./chance.ts";
import { FUZZ_DEFECTS, fuzzTargets, type Target } from "./fuzz/targets.ts";
import { knownName } from "./known-name.ts";

export interface FuzzOptions {
  readonly seed?: number;
  /** @default 1000000 */
  readonly count?: number;
  /** Only this target. @default all of them */
  readonly at?: readonly string[];
  /** A reader with a hole, which must be found. */
  readonly defect?: string;
}

const SAY_EVERY = 100_000;
const MOST_TOLD = 20;

/**
 * Gives what strangers may write to everything that reads it: ids, globs, rules, paths, hosts, messages,
 * records, files and tool arguments. Nothing may throw, and nothing that is taken may lead out of the
 * workspace or mean something else than it says. Each input is made from the seed and its own number.
 */
export async function run({
  seed = 1,
  count = 1_000_000,
  at,
  defect,
}: FuzzOptions): Promise<Record<string, unknown>> {
  const base = mkdtempSync(join(tmpdir(), "legate-fuzz-"));
  const root = join(base, "ws");
  await mkdir(join(root, "src"), { recursive: true });
  symlinkSync("/etc", join(root, "out"));
  const scope = { workspace: { kind: "directory", root, mounts: [{ path: root, mode: "rw" }] } } as const;
  const targets = chosen(fuzzTargets(scope), at, defect);
  const wheel = targets.flatMap((target) => Array.from({ length: target.share }, () => target));
  const tried = new Map<string, number>();
  const failures: string[] = [];
  try {
    for (let input = 0; input < count; input++) {
      const chance = new Chance(Math.imul(seed, 0x1000193) ^ input);
      const target = chance.any(wheel);
      if (target === undefined) break;
      tried.set(target.name, (tried.get(target.name) ?? 0) + 1);
      const wrong = await problem(target, chance);
      if (wrong !== undefined) failures.push(`${target.name}, input ${input} of seed ${seed}: ${wrong}`);
      if ((input + 1) % SAY_EVERY === 0)
        process.stderr.write(`fuzz: ${input + 1} of ${count}, ${failures.length} failed\n`);
    }
    const strays = readdirSync(base).filter((name) => name !== "ws").length;
    return {
      inputs: count,
      perTarget: Object.fromEntries(tried),
      escapes: strays,
      failed: failures.length,
      failures: failures.slice(0, MOST_TOLD),
    };
  } finally {
    rmSync(base, { recursive: true });
  }
}

function chosen(
  targets: readonly Target[],
  names: readonly string[] | undefined,
  defect: string | undefined,
): readonly Target[] {
  const planted = defect === undefined ? [] : [FUZZ_DEFECTS[knownName("defect", FUZZ_DEFECTS, defect)]];
  const all = [...targets, ...planted.filter((one) => one !== undefined)];
  if (names === undefined) return all;
  const wanted = all.filter(({ name }) => names.includes(name));
  if (wanted.length > 0) return wanted;
  throw new Error(`no such target; there are: ${all.map(({ name }) => name).join(", ")}`);
}

async function problem({ attempt }: Target, chance: Chance): Promise<string | undefined> {
  try {
    return await attempt(chance);
  } catch (error) {
    return `threw ${error instanceof Error ? (error.stack ?? error.message).split("\n").slice(0, 3).join(" ") : String(error)}`;
  }
}
