import type { Models } from "../ports/model.ts";
import type { Sandbox } from "../ports/sandbox.ts";
import type { WorkspacePool } from "../ports/workspace-pool.ts";
import type { Workspaces } from "../ports/workspaces.ts";
import type { Legate } from "../runtime/legate.ts";
import type { Config } from "../wire/config-file.ts";

/** Everything the command line touches of its process, so that a test can be the process. */
export interface CliContext {
  /** Without the program's own name. */
  readonly argv: readonly string[];
  readonly stdout: TextSink;
  readonly stderr: TextSink;
  /** The whole of standard input, read when a task is `-`. */
  readonly readStdin: () => Promise<string>;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Absolute. */
  readonly cwd: string;
  readonly signals: Signals;
  readonly open: (options: OpenRequest) => Promise<OpenedRuntime>;
  /** Is the background driver of a state directory until it is idle for long enough, or `signal` aborts. */
  readonly drive: (options: DriveRequest) => Promise<void>;
}

export interface TextSink {
  readonly write: (text: string | Uint8Array) => void;
  readonly isTTY: boolean;
}

export interface Signals {
  /** Calls `listener` for each interrupt (Ctrl-C) instead of dying of it, until disposed. */
  readonly onInterrupt: (listener: () => void) => Disposable;
  /** Ends the process at once. */
  readonly exitNow: (code: number) => void;
}

interface OpenRequest {
  /** @default `$LEGATE_STATE_DIR`, else `$XDG_STATE_HOME/legate` */
  readonly stateDir?: string;
  readonly config?: Config;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Who drives workers spawned or resumed here: this process, whichever driver comes, or nobody. */
  readonly drive: "here" | "anyone" | "none";
  /** Told about drives that ended by a failure of the runtime; without a worker: about looking for some. */
  readonly report?: (worker: string | undefined, error: unknown) => void;
}

interface DriveRequest extends Omit<OpenRequest, "drive"> {
  readonly signal: AbortSignal;
  /** A person or a service manager runs it: it does not end when it is idle. @default false */
  readonly foreground?: boolean;
  /** Hears each line of its log, too. */
  readonly log?: (line: string) => void;
}

export interface OpenedRuntime extends AsyncDisposable {
  readonly legate: Legate;
  /**
   * Makes sure that a background driver of this state directory is alive and can call these models. Rejects
   * with `model-key-missing` or `unknown-model` when it cannot, and cannot be replaced from here.
   */
  readonly ensureDriver: (models?: readonly string[]) => Promise<void>;
  /** The same of one that is alive; starts none. */
  readonly checkDriver: (models: readonly string[]) => Promise<void>;
  /** Makes sure that one is alive if a worker should be driven and nobody does; answers how many there are. */
  readonly goOn: () => Promise<number>;
  readonly sandbox: Sandbox;
  readonly models: Models;
  readonly workspaces: Workspaces;
  readonly pool: WorkspacePool;
  readonly stateDir: string;
}
