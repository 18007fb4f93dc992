import { expressions } from "../src/adapters/expressions/expressions.ts";
import { createMemoryPresence } from "../src/adapters/memory/presence.ts";
import { systemClock } from "../src/adapters/node/clock.ts";
import { sha256Hasher } from "../src/adapters/node/hasher.ts";
import { scriptedModels } from "../src/adapters/scripted/scripted-models.ts";
import { createKnownKeyAuditor } from "../src/adapters/signing/known-key-auditor.ts";
import { createSqliteStore } from "../src/adapters/sqlite/store.ts";
import { driverId } from "../src/core/ids.ts";
import type { Models } from "../src/ports/model.ts";
import type { Store } from "../src/ports/store.ts";
import { createLegateOver } from "../src/runtime/create-legate.ts";
import { Driver } from "../src/runtime/driver.ts";
import type { Legate } from "../src/runtime/legate.ts";
import { createLedgerToolbox } from "../src/testing/ledger-toolbox.ts";
import { createSmallLandings } from "../src/testing/small-landings.ts";
import { createSmallWorkspaces } from "../src/testing/small-workspaces.ts";
import { createTrustingSandbox } from "../src/testing/trusting-sandbox.ts";
import { commandProblem, parseCommand } from "../src/wire/commands.ts";
import { harnHostFormat } from "../src/wire/harn-host-format.ts";
import { brokenSchema } from "../src/wire/json-schema.ts";

/** The one tool: it reads nothing and answers at once. */
export const LOOK = "look";

/**
 * The library with everything real but the world: workers call these models and `look`, and have no
 * files. Drives at most `concurrency` of them at once; closing it closes the store.
 */
export async function smallLegate(store: Store, models: Models, concurrency: number): Promise<Legate> {
  const ports = {
    store,
    clock: systemClock,
    hasher: sha256Hasher,
    auditor: createKnownKeyAuditor(sha256Hasher),
    models,
    toolbox: createLedgerToolbox([], [{ name: LOOK, sideEffects: "read_only", effectClass: "read" }]),
    workspaces: createSmallWorkspaces(),
    landings: createSmallLandings(),
    sandbox: createTrustingSandbox(),
    presence: createMemoryPresence(),
    readCommand: parseCommand,
    commandProblem,
    hostFormat: harnHostFormat,
    roles: { find: async () => Promise.reject(new Error("no roles here")) },
    expressions,
    brokenSchema,
  };
  const identity = { id: driverId(systemClock.uuid()), pid: process.pid };
  const report = (_: string | undefined, error: unknown) => {
    throw error;
  };
  const driver = new Driver(ports, {
    identity,
    maxConcurrent: concurrency,
    adopts: false,
    defaults: { model: "any" },
    report,
  });
  await driver.start();
  return createLegateOver(ports, driver, { defaults: { model: "any" }, drive: "here", owned: store });
}

/**
 * Says `said` and asks for one `look` in each of so many turns, and then for nothing more. Another look
 * each time: whoever asks for the same again and again is stopped.
 */
export function lookingModels(turns: number, said?: string): Models {
  const text = said === undefined ? {} : { text: said };
  const asking = Array.from({ length: turns }, (_, turn) => ({
    ...text,
    calls: [{ tool: LOOK, arguments: { text: `x${turn}` } }],
  }));
  return scriptedModels([...asking, { text: "done" }]);
}

/** A store on disk, as a driver opens it. */
export function sqliteStore(file: string): Promise<Store> {
  return createSqliteStore({ file, clock: systemClock, hasher: sha256Hasher });
}
