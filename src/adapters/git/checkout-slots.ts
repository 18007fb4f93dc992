/**
 * Lets at most `limit` pieces of work run at once for the same key; the others wait in order. Two
 * checkouts of one repository at a time take no longer in all than many, and each is sooner ready.
 */
export function createSlots(
  limit: number,
): <Value>(key: string, work: () => Promise<Value>) => Promise<Value> {
  const running = new Map<string, number>();
  const waiting = new Map<string, (() => void)[]>();
  return async (key, work) => {
    const now = running.get(key) ?? 0;
    if (now >= limit) await new Promise<void>((go) => waiting.set(key, [...(waiting.get(key) ?? []), go]));
    else running.set(key, now + 1);
    try {
      return await work();
    } finally {
      const [next, ...rest] = waiting.get(key) ?? [];
      waiting.set(key, rest);
      // The slot is handed over, so nobody can slip in between.
      if (next !== undefined) next();
      else running.set(key, (running.get(key) ?? 1) - 1);
    }
  };
}
