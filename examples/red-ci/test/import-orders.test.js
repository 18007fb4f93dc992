import assert from "node:assert/strict";
import { test } from "node:test";
import { importOrders } from "../src/import-orders.js";

test("each line is an order", () =>
  assert.deepEqual(importOrders("a-1;19.05\na-2;3\n"), [
    { number: "a-1", cents: 1905 },
    { number: "a-2", cents: 300 },
  ]));
