import type { Auditor } from "../ports/auditor.ts";
import type { Clock } from "../ports/clock.ts";
import type { CommandProblem, CommandReader } from "../ports/command-reader.ts";
import type { Compactor } from "../ports/compactor.ts";
import type { Expressions } from "../ports/expressions.ts";
import type { Hasher } from "../ports/hasher.ts";
import type { HostFormat } from "../ports/host.ts";
import type { Landings } from "../ports/landings.ts";
import type { Models } from "../ports/model.ts";
import type { Presence } from "../ports/presence.ts";
import type { Roles } from "../ports/roles.ts";
import type { Sandbox } from "../ports/sandbox.ts";
import type { SchemaChecker } from "../ports/schema-checker.ts";
import type { Store } from "../ports/store.ts";
import type { Toolbox } from "../ports/toolbox.ts";
import type { Workspaces } from "../ports/workspaces.ts";

/** Everything outside that the runtime reaches, and the only way it does. */
export interface RuntimePorts {
  readonly store: Store;
  readonly clock: Clock;
  readonly hasher: Hasher;
  readonly auditor: Auditor;
  readonly models: Models;
  readonly toolbox: Toolbox;
  readonly workspaces: Workspaces;
  readonly landings: Landings;
  readonly sandbox: Sandbox;
  readonly presence: Presence;
  readonly readCommand: CommandReader;
  readonly commandProblem: CommandProblem;
  readonly hostFormat: HostFormat;
  readonly roles: Roles;
  readonly expressions: Expressions;
  readonly brokenSchema: SchemaChecker;
  /** @default there is no way of the program's own */
  readonly compactor?: Compactor;
}
