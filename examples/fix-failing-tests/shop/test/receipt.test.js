import assert from "node:assert/strict";
import { test } from "node:test";
import { total } from "../src/cart.js";
import { receipt } from "../src/receipt.js";

const ITEMS = [
  { name: "tea", price: 450 },
  { name: "cups", price: 300, quantity: 2 },
];

test("the total takes quantities into account", () => assert.equal(total(ITEMS), 1050));
test("a discount is taken from the whole", () => assert.equal(total(ITEMS, 5), 997));
test("a receipt shows every line and the total", () =>
  assert.deepEqual(receipt(ITEMS, 5), [
    "1 x tea  4.50",
    "2 x cups  6.00",
    "Before discount  10.50",
    "Total  9.97",
  ]));
