import assert from "node:assert/strict";
import { test } from "node:test";
import { parseAmount } from "../src/amount.js";

test("an amount is whole cents", () => assert.equal(parseAmount("19.05"), 1905));
test("one digit after the point is tens of cents", () => assert.equal(parseAmount("19.5"), 1950));
