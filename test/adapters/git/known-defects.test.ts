import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

/** What is known to go wrong with checkouts of workers elsewhere, and the tests that it does not here. */
const ROWS: Readonly<Record<string, readonly (readonly [file: string, title: string])[]>> = {
  "E1: a second cycle resets the worker's own branch": [
    ["release.test.ts", "is kept by a release, and comes back byte for byte with the directory"],
    ["concurrency.test.ts", "a ref is created only where none is, moved only from the value we know"],
    ["source.test.ts", "nothing that overwrites a ref or a file by force occurs in the source"],
  ],
  "E2: a path that somebody else made is removed": [
    [
      "hostile-repository.test.ts",
      "a place that has something of somebody else is refused and left as it is",
    ],
    ["retention.test.ts", "is only what bears the worker's own mark"],
  ],
  "E3: removal destroys uncommitted work": [
    ["../../sweep/dirty.test.ts", "a checkout in any dirty state loses nothing"],
    ["workspaces.test.ts", "is removed when all of it is kept, and can be had again"],
  ],
  "E4: a relative path means two places": [["repository-check.test.ts", "a relative path"]],
  "E5: the place of a checkout depends on the folder of whoever asks": [
    ["repository-check.test.ts", "when the path is below its top level"],
  ],
  "E6: the base moves, and two workers share a place": [
    [
      "workspaces.test.ts",
      "opened again, in another process too, is the one opened before, even when the branch moved",
    ],
    ["concurrency.test.ts", "64 workspaces opened at once from an untouched state directory"],
  ],
  "E7: commands ignore where they belong": [
    ["what-a-worker-sees.test.ts", "cannot read what its base does not reach"],
    ["../bubblewrap/attacks.test.ts", "test"],
  ],
  "E8: names reach git as options, and git may hang": [
    ["repository-check.test.ts", "a base with a dash"],
    [
      "hostile-repository.test.ts",
      "is stopped, with its helpers, on abort and when it takes or writes too much",
    ],
  ],
  "E9: a folder is not looked for before it is worked in": [
    ["plain-workspaces.test.ts", '"/nowhere/at/all"'],
  ],
};

test.each(Object.entries(ROWS))("%s", (_row, shownBy) => {
  for (const [file, title] of shownBy)
    expect(readFileSync(join(import.meta.dirname, file), "utf8")).toContain(title);
});
