import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { outbox } from "../src/mail.js";

const jobs = readdirSync(new URL("../src/jobs/", import.meta.url)).toSorted();

test("there are jobs", () => assert.ok(jobs.length > 0));

for (const job of jobs) {
  test(`${job} sends its mail and waits for it, without old-mail.js`, async () => {
    const source = readFileSync(new URL(`../src/jobs/${job}`, import.meta.url), "utf8");
    assert.doesNotMatch(source, /old-mail/);
    const { run } = await import(`../src/jobs/${job}`);
    outbox.length = 0;
    assert.equal(run.length, 0);
    await run();
    const name = job.replace(".js", "");
    assert.deepEqual(outbox, [
      { to: `${name}@example.com`, subject: `Report of ${name}`, text: "All is well." },
    ]);
  });
}
