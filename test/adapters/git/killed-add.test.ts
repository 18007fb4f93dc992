import { chmodSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createGitWorkspaces } from "../../../src/adapters/git/workspaces.ts";
import type { Sandbox } from "../../../src/ports/sandbox.ts";
import {
  aWorker,
  aWorktree,
  type Ground,
  git,
  makeGround,
  sandboxFor,
  writeFiles,
} from "./support/ground.ts";

let ground: Ground;
beforeEach(() => {
  ground = makeGround();
});
afterEach(() => ground.remove());

/** The same sandbox, in which each git that adds is killed while there is a file `kill`, as a machine without memory does it. */
function deadlyFor(stateDir: string, place: string): Sandbox {
  const sandbox = sandboxFor(stateDir);
  const wrapper = `#!/bin/sh
for word in "$@"; do
  if [ "$word" = add ] && [ -e "${place}/kill" ]; then kill -9 $$; fi
done
exec /usr/bin/git "$@"
`;
  mkdirSync(place);
  writeFileSync(join(place, "git"), wrapper);
  chmodSync(join(place, "git"), 0o755);
  const run: Sandbox["run"] = (command, options) => {
    const env = { ...command.env, PATH: `${place}:/usr/bin:/bin` };
    const mounts = [...(command.mounts ?? []), { path: place, mode: "ro" } as const];
    return sandbox.run({ ...command, env, mounts }, options);
  };
  return { ...sandbox, run };
}

test("a checkpoint whose git is killed while it adds keeps nothing, and says so; the next one keeps all", async () => {
  const place = join(ground.folder, "bin");
  const sandbox = deadlyFor(ground.stateDir, place);
  const workspaces = createGitWorkspaces({ stateDir: ground.stateDir, sandbox });
  const worker = aWorker();
  const opened = await workspaces.open(aWorktree(ground.repo), worker, {});
  writeFiles(opened.root, { "src/a.txt": "changed\n", "new.txt": "new\n" });
  writeFileSync(join(place, "kill"), "");
  const killed = workspaces.checkpoint(opened, worker, { seq: 1, last: undefined }, {});
  await expect(killed).rejects.toMatchObject({ code: "git-failed" });
  expect(existsSync(join(place, "kill"))).toBe(true);
  const vault = opened.git?.vault ?? "";
  expect(git(vault, "for-each-ref", `refs/legate/${worker}/snap`)).toBe("");
  writeFileSync(join(place, "git"), '#!/bin/sh\nexec /usr/bin/git "$@"\n');
  const kept = await workspaces.checkpoint(opened, worker, { seq: 1, last: undefined }, {});
  expect(git(vault, "show", `${kept?.commit}:src/a.txt`)).toBe("changed");
  expect(git(vault, "show", `${kept?.commit}:new.txt`)).toBe("new");
});
