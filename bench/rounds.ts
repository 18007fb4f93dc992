/**
 * As many rounds as are asked for and begin within `withinMs`, and one in any case: a large repository on a slow disk
 * gives fewer figures instead of none. Answers how many there were.
 */
export async function inRounds(bounds: Bounds, round: (number: number) => Promise<void>): Promise<number> {
  const began = performance.now();
  let done = 0;
  do {
    await round(done);
    done += 1;
  } while (done < bounds.rounds && performance.now() - began < bounds.withinMs);
  return done;
}

export interface Bounds {
  readonly rounds: number;
  readonly withinMs: number;
}

/** For the rounds of one repository. */
export function mostMs(): number {
  return Number(process.env["LEGATE_BENCH_MINUTES"] ?? 10) * 60_000;
}
