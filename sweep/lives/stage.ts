import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { systemClock } from "../../src/adapters/node/clock.ts";
import { sha256Hasher } from "../../src/adapters/node/hasher.ts";
import { createSqliteStore } from "../../src/adapters/sqlite/store.ts";
import type { LifeDefectName } from "./defects.ts";
import { Ground, ledgerOf, repositoryOf, stateOf, storeOf } from "./ground.ts";
import { Ledger } from "./ledger.ts";
import type { Life } from "./life.ts";
import { SCENARIOS, type Scenario, type ScenarioName } from "./scenario.ts";

/** Where lives are lived: the ledger that outlives them, and what they begin with. */
export class Stage implements AsyncDisposable {
  readonly #ground = new Ground();
  readonly #ledger: Ledger;

  private constructor(ground: Ground, ledger: Ledger) {
    this.#ground = ground;
    this.#ledger = ledger;
  }

  static async open(): Promise<Stage> {
    const ground = new Ground();
    await makeBeginnings(ground.directory);
    return new Stage(ground, await Ledger.start(ground.directory));
  }

  /** A fresh place for one life. `store`: whether a store is there already when it begins. */
  ground(scenario: ScenarioName, store: "fresh" | "made"): Ground {
    const { workspaces }: Scenario = SCENARIOS[scenario];
    const beginnings = workspaces === "git" ? [store, "checkout"] : [store];
    return new Ground(beginnings.map((name) => join(this.#ground.directory, name)));
  }

  life(scenario: ScenarioName, { directory }: Ground, defect?: LifeDefectName): Life {
    const ledger = { socket: this.#ledger.socket, file: ledgerOf(directory) };
    return { scenario, directory, ledger, ...(defect === undefined ? {} : { defect }) };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#ledger[Symbol.asyncDispose]();
    this.#ground[Symbol.dispose]();
  }
}

async function makeBeginnings(directory: string): Promise<void> {
  for (const name of ["fresh", "made"])
    mkdirSync(stateOf(join(directory, name)), { recursive: true, mode: 0o700 });
  makeRepository(repositoryOf(join(directory, "checkout")));
  const file = storeOf(join(directory, "made"));
  const store = await createSqliteStore({ file, clock: systemClock, hasher: sha256Hasher });
  await store.commit({});
  await store[Symbol.asyncDispose]();
}

function makeRepository(path: string): void {
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, "README"), "Work here.\n");
  const git = (...args: readonly string[]) => execFileSync("git", ["-C", path, ...args]);
  git("init", "-q", "-b", "main", "--template=");
  git("add", ".");
  git("-c", "user.name=T", "-c", "user.email=t@example.invalid", "commit", "-qm", "Begin");
}
