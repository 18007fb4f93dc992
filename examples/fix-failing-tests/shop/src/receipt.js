import { subtotal, total } from "./cart.js";
import { format } from "./money.js";

/** A receipt as lines of text. */
export function receipt(items, discountPercent = 0) {
  const lines = items.map(
    ({ name, price, quantity = 1 }) => `${quantity} x ${name}  ${format(price * quantity)}`,
  );
  if (discountPercent > 0) lines.push(`Before discount  ${format(subtotal(items))}`);
  return [...lines, `Total  ${format(total(items, discountPercent))}`];
}
