import { constants } from "node:os";
import { LegateError } from "../../ports/failure.ts";
import type { BwrapProcess, BwrapSetup } from "./bwrap-process.ts";
import { GO_LINE } from "./launcher.ts";
import {
  askToEnd,
  endNamespace,
  type NamespaceInit,
  namespaceGone,
  namespaceInit,
  onlyChildOf,
} from "./namespace-init.ts";
import { type TreeUsage, treeUsage } from "./tree-usage.ts";

/** `limited`: it went beyond a limit that is watched. */
export type StopReason = "timed-out" | "aborted" | "limited";

export type Ending =
  | { readonly kind: "not-started" }
  | { readonly kind: "ended"; readonly exitCode: number }
  | { readonly kind: "stopped"; readonly by: StopReason; readonly exitCode: number };

/** What a shell says of a process that SIGKILL ended. */
export const KILLED = 128 + constants.signals.SIGKILL;

const EVERYONE: Disposable = { [Symbol.dispose]: () => undefined };

/** How often to look for the first process of a sandbox that is to be stopped while being built. */
const LOOK_EVERY_MS = 1;

/**
 * One sandboxed process tree, from its start until nothing of it is left.
 *
 * T1. The tree is ended through the namespace's first process, never by killing bubblewrap, which
 *     waits for it: a bubblewrap killed while building would leave a process that nobody knows.
 * T2. The command starts when the launcher has said it is ready and was answered. An end before that
 *     is a sandbox that could not be built; the command did not run.
 * T3. bubblewrap reports to nobody else (`--json-status-fd`): the longer it is busy between arming its
 *     own end and letting its child go on, the likelier a killed driver leaves that child waiting.
 * T4. The command starts only after the first process was admitted: by then whoever must end it in our
 *     place knows it.
 * T5. A command that is asked to end has its grace and no more: then the tree is killed all the same.
 */
export class ConfinedProcess {
  /** Settles when the tree is gone; rejects when it cannot be ended. */
  readonly ended: Promise<Ending>;
  readonly #bwrap: BwrapProcess;
  readonly #admit: NonNullable<BwrapSetup["admit"]>;
  #admitted: Disposable | undefined;
  #init: NamespaceInit | undefined;
  #started = false;
  #stoppedBy: StopReason | undefined;
  #problem: LegateError | undefined;
  #killed = false;
  #grace: NodeJS.Timeout | undefined;

  constructor(bwrap: BwrapProcess, admit: BwrapSetup["admit"] = () => EVERYONE) {
    this.#bwrap = bwrap;
    this.#admit = admit;
    bwrap.gate.once("data", () => this.#start());
    bwrap.child.once("exit", () => this.#end());
    this.ended = closed(bwrap).then((exitCode) => this.#settle(exitCode));
  }

  /** What the tree has used up so far; nothing before it began. */
  usage(): TreeUsage | undefined {
    return this.#init === undefined || !this.#started ? undefined : treeUsage(this.#init.pid);
  }

  /** Ends the whole tree: asks it to, then kills what is left after `graceMs`. The first reason given stays. */
  stop(by: StopReason, graceMs = 0): void {
    this.#stoppedBy ??= by;
    const { child } = this.#bwrap;
    if (child.exitCode !== null || child.signalCode !== null) return;
    this.#init ??= this.#find();
    if (this.#init === undefined) setTimeout(() => this.stop(by, graceMs), LOOK_EVERY_MS);
    else if (!this.#started || graceMs === 0 || !askToEnd(this.#init)) this.#kill();
    else this.#grace ??= setTimeout(() => this.#kill(), graceMs);
  }

  #start(): void {
    this.#init ??= this.#find();
    // A kernel without /proc/PID/task/PID/children (CONFIG_PROC_CHILDREN): nobody could end the tree.
    if (this.#init === undefined) this.#bwrap.child.kill("SIGKILL");
    if (this.#init === undefined || this.#stoppedBy !== undefined) return;
    this.#admitted = this.#admission(this.#init);
    if (this.#admitted === undefined) this.stop("aborted");
    else this.#go();
  }

  #go(): void {
    this.#started = true;
    this.#bwrap.gate.write(GO_LINE);
  }

  #admission({ pid }: NamespaceInit): Disposable | undefined {
    try {
      return this.#admit(pid);
    } catch (cause) {
      const message = `The command was not started: it could not be noted that it runs (${String(cause)}).`;
      this.#problem = new LegateError("sandbox-unavailable", message, { cause });
      return undefined;
    }
  }

  #find(): NamespaceInit | undefined {
    const { pid } = this.#bwrap.child;
    const child = pid === undefined ? undefined : onlyChildOf(pid);
    return child === undefined ? undefined : namespaceInit(child);
  }

  #kill(): void {
    this.#killed = true;
    this.#end();
  }

  /** What the command left running dies with it; it would otherwise hold the output open. */
  #end(): void {
    clearTimeout(this.#grace);
    if (this.#init !== undefined) endNamespace(this.#init);
  }

  async #settle(exitCode: number): Promise<Ending> {
    if (this.#init !== undefined) await namespaceGone(this.#init);
    this.#admitted?.[Symbol.dispose]();
    if (this.#problem !== undefined) throw this.#problem;
    const by = this.#stoppedBy;
    if (by !== undefined) return { kind: "stopped", by, exitCode: this.#killed ? KILLED : exitCode };
    return this.#started ? { kind: "ended", exitCode } : { kind: "not-started" };
  }
}

/**
 * The exit code, once all output was read. Not the child's own `close` event: that never comes when we
 * closed the channel of an outlet before the child ended.
 */
async function closed({ child, stdout, stderr }: BwrapProcess): Promise<number> {
  const exited = new Promise<number>((resolve) => child.once("exit", (code) => resolve(code ?? KILLED)));
  const read = [stdout, stderr].map((stream) => new Promise((resolve) => stream.once("close", resolve)));
  const [exitCode] = await Promise.all([exited, ...read]);
  return exitCode;
}
