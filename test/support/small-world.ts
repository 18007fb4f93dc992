import { expressions } from "../../src/adapters/expressions/expressions.ts";
import { createMemoryPresence } from "../../src/adapters/memory/presence.ts";
import { createMemoryStore } from "../../src/adapters/memory/store.ts";
import { systemClock } from "../../src/adapters/node/clock.ts";
import { sha256Hasher } from "../../src/adapters/node/hasher.ts";
import { createArtifactTools } from "../../src/adapters/runtime-tools/artifact-tools.ts";
import { createDelegationTools } from "../../src/adapters/runtime-tools/delegation-tools.ts";
import type { ScriptTurn } from "../../src/adapters/scripted/script.ts";
import { scriptedModels } from "../../src/adapters/scripted/scripted-models.ts";
import { createKnownKeyAuditor } from "../../src/adapters/signing/known-key-auditor.ts";
import { joinedToolboxes } from "../../src/compose/joined-toolboxes.ts";
import { driverId } from "../../src/core/ids.ts";
import { LegateError } from "../../src/ports/failure.ts";
import type { Roles } from "../../src/ports/roles.ts";
import type { Store } from "../../src/ports/store.ts";
import { createLegateOver } from "../../src/runtime/create-legate.ts";
import { Driver } from "../../src/runtime/driver.ts";
import type { Legate } from "../../src/runtime/legate.ts";
import type { RuntimePorts } from "../../src/runtime/runtime-ports.ts";
import { createLedgerToolbox, type LedgerEntry, type LedgerTool } from "../../src/testing/ledger-toolbox.ts";
import { createSmallLandings } from "../../src/testing/small-landings.ts";
import { createSmallWorkspaces } from "../../src/testing/small-workspaces.ts";
import { createTrustingSandbox } from "../../src/testing/trusting-sandbox.ts";
import { commandProblem, parseCommand } from "../../src/wire/commands.ts";
import { harnHostFormat } from "../../src/wire/harn-host-format.ts";
import { brokenSchema } from "../../src/wire/json-schema.ts";

export const LEDGER_TOOLS: readonly LedgerTool[] = [
  { name: "look", sideEffects: "read_only", effectClass: "read" },
  { name: "put", sideEffects: "workspace_write", effectClass: "idempotent" },
  { name: "send", sideEffects: "workspace_write", effectClass: "once" },
];

const NO_ROLES: Roles = {
  find: async (name) => {
    throw new LegateError("bad-input", `There is no agent role "${name}".`);
  },
};

export interface World {
  readonly ports: RuntimePorts;
  readonly ledger: LedgerEntry[];
  readonly broken: unknown[];
}

type Scripts = Parameters<typeof scriptedModels>[0];

/**
 * Everything a runtime needs, small and in memory; the ledger tells what really happened. One script for
 * every model, or scripts by the model's name.
 */
export function smallWorld(scripts: readonly ScriptTurn[] | Scripts, tools = LEDGER_TOOLS): World {
  const ledger: LedgerEntry[] = [];
  const ports: RuntimePorts = {
    store: createMemoryStore({ clock: systemClock, hasher: sha256Hasher }),
    clock: systemClock,
    hasher: sha256Hasher,
    auditor: createKnownKeyAuditor(sha256Hasher),
    models: scriptedModels(scripts),
    toolbox: joinedToolboxes([
      createLedgerToolbox(ledger, tools),
      createDelegationTools(),
      createArtifactTools(),
    ]),
    workspaces: createSmallWorkspaces(),
    landings: createSmallLandings(),
    sandbox: createTrustingSandbox(),
    presence: createMemoryPresence(),
    readCommand: parseCommand,
    commandProblem,
    hostFormat: harnHostFormat,
    roles: NO_ROLES,
    expressions,
    brokenSchema,
  };
  return { ports, ledger, broken: [] };
}

/** One process's worth of Legate over a world: its own driver, perhaps its own view of the store. */
export async function openIn(
  world: World,
  options: {
    readonly store?: Store;
    readonly adopts?: boolean;
    readonly drive?: "here" | "anyone";
    readonly maxQueued?: number;
  } = {},
): Promise<{ legate: Legate; driver: Driver }> {
  const ports = { ...world.ports, ...(options.store === undefined ? {} : { store: options.store }) };
  const driver = new Driver(ports, {
    identity: { id: driverId(systemClock.uuid()), pid: process.pid },
    maxConcurrent: 8,
    ...(options.maxQueued === undefined ? {} : { maxQueued: options.maxQueued }),
    adopts: options.adopts ?? false,
    defaults: { model: "any" },
    report: (_worker, error) => void world.broken.push(error),
  });
  await driver.start();
  const legate = createLegateOver(ports, driver, {
    defaults: { model: "any" },
    drive: options.drive ?? "here",
  });
  return { legate, driver };
}

export const PLACE = {
  kind: "worktree",
  repo: "/repo",
  base: "HEAD",
  include: [],
  includeUncommitted: false,
} as const;

/** A world where everything goes ahead without questions. */
export const FREELY = {
  workspace: PLACE,
  policy: {},
  approvals: { otherwise: "allow" },
} as const;
