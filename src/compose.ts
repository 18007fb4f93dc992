import { homedir } from "node:os";
import { join } from "node:path";
import { createCodingTools } from "./adapters/coding-tools/coding-tools.ts";
import { createEgress } from "./adapters/egress/egress.ts";
import { expressions } from "./adapters/expressions/expressions.ts";
import { findAgentRole } from "./adapters/files/find-agent-role.ts";
import type { ConfigHome } from "./adapters/git/landing/identity.ts";
import { createGitLandings } from "./adapters/git/landing/landings.ts";
import { createGitWorkspaces } from "./adapters/git/workspaces.ts";
import { withNoModel } from "./adapters/no-model.ts";
import { systemClock } from "./adapters/node/clock.ts";
import { sha256Hasher } from "./adapters/node/hasher.ts";
import { createArtifactTools } from "./adapters/runtime-tools/artifact-tools.ts";
import { createDelegationTools } from "./adapters/runtime-tools/delegation-tools.ts";
import { createConfiguredSecrets } from "./adapters/secrets/configured-secrets.ts";
import { redactingModels } from "./adapters/secrets/redacting-models.ts";
import { redactingToolbox } from "./adapters/secrets/redacting-toolbox.ts";
import { createKeyFileAuditor } from "./adapters/signing/key-file-auditor.ts";
import { createSqliteStore } from "./adapters/sqlite/store.ts";
import { createSocketPresence } from "./adapters/unix-socket/presence.ts";
import { chooseSandbox } from "./compose/choose-sandbox.ts";
import { createModels } from "./compose/create-models.ts";
import { joinedToolboxes } from "./compose/joined-toolboxes.ts";
import { type KeptDriver, keepDriver } from "./compose/keep-driver.ts";
import { modelsInUse } from "./compose/models-in-use.ts";
import { stateDirectory } from "./compose/state-directory.ts";
import { declaredToolRoots, runningNode } from "./compose/tool-roots.ts";
import { unattended } from "./compose/unattended.ts";
import { usableStateDirectory } from "./compose/usable-state-directory.ts";
import { driverId } from "./core/ids.ts";
import type { Compactor } from "./ports/compactor.ts";
import type { Models } from "./ports/model.ts";
import type { Store } from "./ports/store.ts";
import type { WorkspacePool } from "./ports/workspace-pool.ts";
import { createLegateOver } from "./runtime/create-legate.ts";
import { Driver } from "./runtime/driver.ts";
import type { Legate } from "./runtime/legate.ts";
import type { RuntimePorts } from "./runtime/runtime-ports.ts";
import { commandProblem, parseCommand } from "./wire/commands.ts";
import { type Config, NO_CONFIG } from "./wire/config-file.ts";
import { harnHostFormat } from "./wire/harn-host-format.ts";
import { brokenSchema } from "./wire/json-schema.ts";

export interface OpenOptions {
  readonly stateDir?: string;
  /** @default nothing configured */
  readonly config?: Config;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Who drives what is spawned or answered here: this instance, or whichever driver comes. */
  readonly drive: "here" | "anyone" | "none";
  /** Also drives workers that nobody else drives: what makes a driver process. @default false */
  readonly adopts?: boolean;
  /** @default true; else the caller starts the driver, e.g. once it knows that it is the only one */
  readonly startsDriver?: boolean;
  /** Used instead of the configured models. */
  readonly models?: Models;
  /** How the program itself tells conversations in short. @default it does not */
  readonly compactor?: Compactor;
  /** What everything here writes to and reads from, in place of the store itself. @default the store */
  readonly wrapStore?: (store: Store) => Store;
  /** Told about drives that ended by a failure of the runtime. @default written to standard error */
  readonly report?: (worker: string | undefined, error: unknown) => void;
}

export interface OpenedLegate extends AsyncDisposable {
  readonly legate: Legate;
  readonly driver: Driver;
  /** See `KeptDriver`. */
  readonly ensureDriver: KeptDriver["ensure"];
  readonly checkDriver: KeptDriver["check"];
  /** Makes sure that a background driver is alive if a worker should be driven and nobody does; says how many. */
  readonly goOn: () => Promise<number>;
  readonly sandbox: RuntimePorts["sandbox"];
  readonly models: Models;
  readonly workspaces: RuntimePorts["workspaces"];
  readonly pool: WorkspacePool;
  readonly stateDir: string;
}

const DEFAULT_CONCURRENCY = 16;

/** The composition root: one state directory, the adapters of this machine, and a runtime over them. */
export async function openLegate(options: OpenOptions): Promise<OpenedLegate> {
  const stateDir = await usableStateDirectory(stateDirectory(options.env, options.stateDir));
  const config = options.config ?? NO_CONFIG;
  const ports = await portsOf(stateDir, config, options);
  const { model, preset, presetAtMost, limits, sandbox: commandLimits } = config;
  const { maxPerTree, maxPerModel, maxQueued } = config;
  const defaults = {
    limits,
    ...(model === undefined ? {} : { model }),
    ...(preset === undefined ? {} : { preset }),
    ...(presetAtMost === undefined ? {} : { presetAtMost }),
    ...(commandLimits === undefined ? {} : { sandbox: commandLimits }),
    ...(config.compaction === undefined ? {} : { compaction: config.compaction }),
  };
  const driver = new Driver(ports, {
    identity: { id: driverId(systemClock.uuid()), pid: process.pid },
    maxConcurrent: config.maxConcurrent ?? DEFAULT_CONCURRENCY,
    ...(maxPerTree === undefined ? {} : { maxPerTree }),
    ...(maxPerModel === undefined ? {} : { maxPerModel }),
    ...(maxQueued === undefined ? {} : { maxQueued }),
    adopts: options.adopts ?? false,
    defaults,
    report: options.report ?? reportToStderr,
  });
  if (options.startsDriver ?? true) await driver.start();
  const drive = options.drive === "here" ? "here" : "anyone";
  const legate = createLegateOver(ports, driver, { defaults, drive, owned: ports.store });
  const { sandbox, models, workspaces, pool } = ports;
  const kept = keepDriver({
    stateDir,
    env: options.env,
    resolve: (name) => models.resolve(name),
    modelsInUse: (id) => modelsInUse(ports, id),
    unattended: () => unattended(ports),
    report: (error) => (options.report ?? reportToStderr)(undefined, error),
  });
  const dispose = () => {
    kept[Symbol.dispose]();
    return legate[Symbol.asyncDispose]();
  };
  return {
    legate,
    driver,
    ensureDriver: kept.ensure,
    checkDriver: kept.check,
    goOn: async () => {
      const left = await unattended(ports);
      if (left > 0) await kept.ensure();
      return left;
    },
    sandbox,
    models,
    workspaces,
    pool,
    stateDir,
    [Symbol.asyncDispose]: dispose,
  };
}

async function portsOf(
  stateDir: string,
  config: Config,
  { env, models, compactor, adopts = false, wrapStore = (store) => store }: OpenOptions,
): Promise<RuntimePorts & Pick<OpenedLegate, "pool">> {
  const store = await createSqliteStore({
    file: join(stateDir, "journal.db"),
    clock: systemClock,
    hasher: sha256Hasher,
  });
  const auditor = await createKeyFileAuditor(stateDir, sha256Hasher);
  const presence = createSocketPresence(join(stateDir, "drivers"), {
    isOurs: adopts,
    ...(config.hungAfterMs === undefined ? {} : { leaseMs: config.hungAfterMs }),
  });
  const sandbox = chooseSandbox({
    admit: presence.noteTree,
    toolRoots: [
      ...runningNode(),
      ...declaredToolRoots(config.toolRoots ?? [], { home: env["HOME"] || undefined, stateDir }),
    ],
    hidden: [stateDir],
    ...(config.sandbox === undefined ? {} : { limits: config.sandbox }),
    reveal: ["workspaces", "vaults", "scratch"].map((name) => join(stateDir, name)),
  });
  const prepared = config.pool === undefined ? {} : { pool: config.pool };
  const workspaces = createGitWorkspaces({ stateDir, sandbox, clock: systemClock, ...prepared });
  const secrets = createConfiguredSecrets(config.secrets ?? {}, env);
  return {
    store: wrapStore(store),
    clock: systemClock,
    hasher: sha256Hasher,
    auditor,
    models: redactingModels(withNoModel(models ?? createModels({ config: config.models, env })), secrets),
    toolbox: redactingToolbox(
      joinedToolboxes([
        createCodingTools({ sandbox, egress: createEgress(), secrets }),
        createDelegationTools(),
        createArtifactTools(),
      ]),
      secrets,
    ),
    workspaces,
    pool: workspaces.pool,
    landings: createGitLandings({ stateDir, sandbox, clock: systemClock, configHome: configHome(env) }),
    sandbox,
    presence,
    readCommand: parseCommand,
    commandProblem,
    hostFormat: harnHostFormat,
    ...(compactor === undefined ? {} : { compactor }),
    roles: { find: async (name, folder) => (await findAgentRole(name, env, folder ?? stateDir)).role },
    expressions,
    brokenSchema,
  };
}

/** Where git looks for the user's own configuration. */
function configHome(env: OpenOptions["env"]): ConfigHome {
  const xdg = env["XDG_CONFIG_HOME"];
  const global = env["GIT_CONFIG_GLOBAL"];
  return {
    home: env["HOME"] || homedir(),
    ...(xdg ? { xdg } : {}),
    ...(global === undefined ? {} : { global }),
  };
}

function reportToStderr(worker: string | undefined, error: unknown): void {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const what = worker === undefined ? "looking for workers failed" : `driving ${worker} ended`;
  process.stderr.write(`legate: ${what}: ${text}\n`);
}
