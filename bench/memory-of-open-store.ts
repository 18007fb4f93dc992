import { systemClock } from "../src/adapters/node/clock.ts";
import { sha256Hasher } from "../src/adapters/node/hasher.ts";
import { createSqliteStore } from "../src/adapters/sqlite/store.ts";

// A process of its own that opens the store named on its command line, reads one page of its list and
// then every page, and prints what its memory grew by until then, in MiB, as JSON. Run with --expose-gc.

const PAGE = 50;

const grown = growth();
await using store = await createSqliteStore({
  file: process.argv[2] ?? "",
  clock: systemClock,
  hasher: sha256Hasher,
});
let page = await store.streams({ limit: PAGE });
const memoryOpenMiB = grown();
for (let last = page.at(-1); last !== undefined; last = page.at(-1)) {
  page = await store.streams({ limit: PAGE, after: last.worker });
}
process.stdout.write(JSON.stringify({ memoryOpenMiB, memoryAfterAllPagesMiB: grown() }));

function growth(): () => number {
  globalThis.gc?.();
  const before = process.memoryUsage.rss();
  return () => {
    globalThis.gc?.();
    return (process.memoryUsage.rss() - before) / 2 ** 20;
  };
}
