import { afterAll, beforeAll, expect, test } from "vitest";
import { Place } from "./legate-process.ts";

let place: Place;
beforeAll(() => {
  place = new Place();
});
afterAll(() => place[Symbol.dispose]());

test("whoever watches is told which ignored files were copied, and which were left out and why", async () => {
  place.write(".gitignore", ".env\nlocal.conf\n");
  place.write(".worktreeinclude", ".env\nlocal.conf\n");
  place.write(".env", "KEY=1\n");
  place.write("local.conf", "mine\n");
  const model = place.model("say", `  - text: "Done."\n`);
  const ran = await place.here(["run", "look", "--model", model]);
  expect(ran.stderr).toContain("copied ignored files: 1 (local.conf)");
  expect(ran.stderr).toContain("left out files with names that secrets have: 1 (see --include)");
  const named = await place.here(["run", "look", "--model", model, "--include", ".env"]);
  expect(named.stderr).toContain("copied ignored files: 2 (");
});
