import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expressions } from "../../src/adapters/expressions/expressions.ts";
import { sha256Hasher } from "../../src/adapters/node/hasher.ts";
import { createDelegationTools } from "../../src/adapters/runtime-tools/delegation-tools.ts";
import type { ScriptTurn } from "../../src/adapters/scripted/script.ts";
import { scriptedModels } from "../../src/adapters/scripted/scripted-models.ts";
import { createKnownKeyAuditor } from "../../src/adapters/signing/known-key-auditor.ts";
import { createSqliteStore } from "../../src/adapters/sqlite/store.ts";
import { createSocketPresence } from "../../src/adapters/unix-socket/presence.ts";
import { joinedToolboxes } from "../../src/compose/joined-toolboxes.ts";
import type { SpawnInput } from "../../src/core/worker/spawn-input.ts";
import type { Toolbox } from "../../src/ports/toolbox.ts";
import { toolboxOf } from "../../src/ports/toolbox-of.ts";
import type { RuntimePorts } from "../../src/runtime/runtime-ports.ts";
import type { LedgerTool } from "../../src/testing/ledger-toolbox.ts";
import { createSmallLandings } from "../../src/testing/small-landings.ts";
import { createSmallWorkspaces } from "../../src/testing/small-workspaces.ts";
import { createTrustingSandbox } from "../../src/testing/trusting-sandbox.ts";
import { commandProblem, parseCommand } from "../../src/wire/commands.ts";
import { harnHostFormat } from "../../src/wire/harn-host-format.ts";
import { brokenSchema } from "../../src/wire/json-schema.ts";
import { NO_ROLES } from "../no-roles.ts";
import { withCommands } from "./command-tool.ts";
import { repositoryOf, stateOf, storeOf } from "./ground.ts";
import { toldToLedger } from "./ledger.ts";
import type { Life } from "./life.ts";
import { type MovingClock, movingClock } from "./moving-clock.ts";
import { type PlannedLife, SCENARIOS, type Scenario } from "./scenario.ts";

export type LifePorts = RuntimePorts & { readonly clock: MovingClock };

/** What the runtime stands on during one life: the real adapters, and the scenario's model and tools. */
export async function portsIn(life: Life, tools?: readonly LedgerTool[]): Promise<LifePorts> {
  const { directory, ledger, leaseMs = 20_000 } = life;
  const scenario: Scenario = SCENARIOS[life.scenario];
  const clock = movingClock();
  const told = withCommands(await toldToLedger(ledger, tools));
  const toolbox = joinedToolboxes([told, createDelegationTools()]);
  return {
    store: await createSqliteStore({ file: storeOf(directory), clock, hasher: sha256Hasher }),
    clock,
    hasher: sha256Hasher,
    auditor: createKnownKeyAuditor(sha256Hasher),
    models: scriptedModels(scriptsOf(scenario)),
    landings: createSmallLandings(),
    readCommand: parseCommand,
    commandProblem,
    hostFormat: harnHostFormat,
    roles: NO_ROLES,
    expressions,
    brokenSchema,
    presence: createSocketPresence(join(stateOf(directory), "drivers"), { leaseMs }),
    ...(scenario.workspaces === "small"
      ? { toolbox, workspaces: createSmallWorkspaces(), sandbox: createTrustingSandbox() }
      : { toolbox: leavingFiles(toolbox), ...(await gitIn(directory)) }),
  };
}

/** The workers of a scenario as they are asked for, the same from whichever process. */
export function birthsOf({ scenario: name, directory }: Life): readonly SpawnInput[] {
  const scenario: Scenario = SCENARIOS[name];
  const repo = repositoryOf(directory);
  const checkout = { kind: "worktree", repo, base: "HEAD", include: [], includeUncommitted: false } as const;
  return Object.entries(scenario.workers).map(([key, { input }]) => ({
    workspace: checkout,
    ...input,
    name: key,
    model: key,
    idempotencyKey: key,
  }));
}

function scriptsOf({ workers, models = {} }: Scenario): Readonly<Record<string, readonly ScriptTurn[]>> {
  const own = Object.entries(workers).map(
    ([key, { script }]: [string, PlannedLife]) => [key, script] as const,
  );
  return { ...Object.fromEntries(own), ...models };
}

/** Loaded only where it is used: every life pays for what its processes load. */
async function gitIn(directory: string): Promise<Pick<RuntimePorts, "workspaces" | "sandbox">> {
  const { createBubblewrapSandbox } = await import("../../src/adapters/bubblewrap/sandbox.ts");
  const { createGitWorkspaces } = await import("../../src/adapters/git/workspaces.ts");
  const stateDir = stateOf(directory);
  const reveal = ["workspaces", "vaults", "scratch"].map((name) => join(stateDir, name));
  const { run } = createBubblewrapSandbox({ hidden: [stateDir], reveal });
  // The self-test takes longer than a whole life, and has a sweep of its own.
  const sandbox = { ...createTrustingSandbox(), run };
  return { sandbox, workspaces: createGitWorkspaces({ stateDir, sandbox }) };
}

/** Each effect also leaves a file in the checkout, so that there is something to keep. */
function leavingFiles(toolbox: Toolbox): Toolbox {
  const tools = toolbox.list().map((tool): typeof tool => ({
    ...tool,
    async run(call, scope, run) {
      const output = await tool.run(call, scope, run);
      if (call.facts.tool !== "look") {
        const name = `${String(call.facts.arguments["text"])}.txt`;
        writeFileSync(join(scope.workspace.root, name), `${run.idempotencyKey}\n`);
      }
      return output;
    },
  }));
  return toolboxOf(tools);
}
