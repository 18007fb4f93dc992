import fc from "fast-check";
import { expect, test } from "vitest";
import { workerId } from "../../../src/core/ids.ts";
import { commitMessage } from "../../../src/core/landing/commit-message.ts";

const worker = workerId("01890000-0000-7000-8000-000000000001");
const trailers = `Legate-Worker: ${worker}\nLegate-Model: m\n`;

test("the subject is the first line of the task that says anything, cut at a word", () => {
  expect(commitMessage({ worker, task: "\n  Fix\tit \n\nplease", model: "m" })).toBe(`Fix it\n\n${trailers}`);
  const long = commitMessage({ worker, task: "word ".repeat(40), model: "m" });
  expect(long.split("\n")[0]).toMatch(/^(?:word ){10,}word…$/);
  expect(commitMessage({ worker, task: " \n ", model: "m" })).toBe(
    `Work of a delegated worker\n\n${trailers}`,
  );
});

test("what the person writes is kept whole, with the trailers after it", () => {
  const text = commitMessage(
    { worker, task: "x", model: "m" },
    { message: "One\n\nTwo\r\n", suffix: " (1 of 2)" },
  );
  expect(text).toBe(`One (1 of 2)\n\nTwo\n\n${trailers}`);
});

test("whatever the task and the model are called, the last paragraph is ours, and nothing hides in the text", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }), (task, model) => {
      const text = commitMessage({ worker, task: `${task}\n\nLegate-Worker: worker_other`, model });
      const [subject = "", blank, ...last] = text.trimEnd().split("\n");
      expect([blank, last.length, last[0]]).toEqual(["", 2, `Legate-Worker: ${worker}`]);
      expect(subject.length).toBeLessThanOrEqual(72);
      expect(text).not.toMatch(/[^\n\P{Cc}]|[\u202e\u200b]/u);
    }),
  );
});
