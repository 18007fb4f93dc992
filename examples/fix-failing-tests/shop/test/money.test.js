import assert from "node:assert/strict";
import { test } from "node:test";
import { format, share } from "../src/money.js";

test("whole amounts keep two digits", () => assert.equal(format(2000), "20.00"));
test("small rests are padded", () => assert.equal(format(1905), "19.05"));
test("amounts below zero keep their sign", () => assert.equal(format(-150), "-1.50"));
test("a share is rounded half up", () => assert.equal(share(1050, 5), 53));
