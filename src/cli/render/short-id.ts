/** Long enough to tell workers of different milliseconds apart: ids begin with the time of birth. */
const SHORTEST = 13;

/** The id as people type it: without `worker_`, cut where it is still one of a kind among `all`. */
export function shortId(id: string, all: readonly string[] = [id]): string {
  const own = bare(id);
  const others = all.map(bare).filter((other) => other !== own);
  for (let length = SHORTEST; length < own.length; length++) {
    const prefix = own.slice(0, length);
    if (!prefix.endsWith("-") && !others.some((other) => other.startsWith(prefix))) return prefix;
  }
  return own;
}

function bare(id: string): string {
  return id.replace(/^worker_/, "");
}
