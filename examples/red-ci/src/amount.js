/** Whole cents of an amount as people write it: `"19.05"` is 1905. */
export function parseAmount(text) {
  const [whole, rest = ""] = text.trim().split(".");
  return Number(whole) * 100 + Number(rest.padEnd(2, "0").slice(0, 2));
}
