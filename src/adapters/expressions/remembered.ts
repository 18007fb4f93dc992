/** How many texts one process has in use; more of them are read again. */
const MOST = 10_000;

/** The same function, which reads the same text once. For functions without effects. */
export function remembered<T>(read: (source: string) => T): (source: string) => T {
  const known = new Map<string, { readonly value: T }>();
  return (source) => {
    const before = known.get(source);
    if (before !== undefined) return before.value;
    const value = read(source);
    if (known.size >= MOST) known.clear();
    known.set(source, { value });
    return value;
  };
}
