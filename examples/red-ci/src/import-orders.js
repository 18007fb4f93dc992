import { toCents } from "./amount.js";

/** Orders from lines of `number;amount`. */
export function importOrders(csv) {
  return csv
    .trim()
    .split("\n")
    .map((line) => line.split(";"))
    .map(([number, amount]) => ({ number, cents: toCents(amount) }));
}
