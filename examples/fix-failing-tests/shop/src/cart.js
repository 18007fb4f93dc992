import { share } from "./money.js";

/** What all items cost together, in cents, before any discount. */
export function subtotal(items) {
  return items.reduce((sum, { price, quantity = 1 }) => sum + price * quantity, 0);
}

/** The subtotal less a discount in percent. A discount is never more than the whole. */
export function total(items, discountPercent = 0) {
  const before = subtotal(items);
  return before - share(before, Math.min(discountPercent, 100));
}
