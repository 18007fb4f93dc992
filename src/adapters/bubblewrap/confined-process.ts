import { isFailure, LegateError } from "../../ports/failure.ts";
import type { BwrapProcess } from "./bwrap-process.ts";
import { exitCodeOf, KILLED } from "./exit-code.ts";
import { GO_LINE } from "./launcher.ts";
import { endLeftBehind } from "./left-behind.ts";
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
  | { readonly kind: "not-started"; readonly signal: NodeJS.Signals | null }
  | { readonly kind: "ended"; readonly exitCode: number }
  | { readonly kind: "stopped"; readonly by: StopReason; readonly exitCode: number };

/** Notes what must be noted before the command begins: undefined when it may not, `gone` when its sandbox has ended. */
export type Admit = (pid: number) => Disposable | "gone" | undefined;

/** How often to look for the first process of a sandbox that is to be stopped while being built. */
const LOOK_EVERY_MS = 1;

/**
 * One sandboxed process tree, from its start until nothing of it is left.
 *
 * T1. The tree is ended through the namespace's first process, never by killing bubblewrap, which
 *     waits for it: a bubblewrap killed while building leaves a process that is nobody's child (T6).
 * T2. The command starts when the launcher has said it is ready and was answered. An end before that
 *     is a sandbox that could not be built; the command did not run.
 * T3. bubblewrap reports to nobody else (`--json-status-fd`): the longer it is busy between arming its
 *     own end and letting its child go on, the likelier a killed driver leaves that child waiting.
 * T4. The command starts only after the first process was admitted: by then what it is shown was looked at,
 *     and whoever must end it in our place knows it.
 * T5. A command that is asked to end has its grace and no more: then the tree is killed all the same.
 * T6. Somebody else may kill bubblewrap while it is building. What it leaves may wait for ever for a word of
 *     it, with our pipes open: it is searched for and killed, and the pipes are not waited for.
 */
export class ConfinedProcess {
  /** Settles when the tree is gone; rejects when it cannot be ended. */
  readonly ended: Promise<Ending>;
  readonly #bwrap: BwrapProcess;
  readonly #admit: Admit;
  #admitted: Disposable | undefined;
  #init: NamespaceInit | undefined;
  #started = false;
  #stoppedBy: StopReason | undefined;
  #problem: LegateError | undefined;
  #killed = false;
  #grace: NodeJS.Timeout | undefined;
  #leftBehind: Promise<void> | undefined;

  constructor(bwrap: BwrapProcess, admit: Admit) {
    this.#bwrap = bwrap;
    this.#admit = admit;
    bwrap.gate.once("data", () => this.#start());
    bwrap.child.once("exit", (_code, signal) => this.#exited(signal));
    this.ended = exitCodeOf(bwrap).then((exitCode) => this.#settle(exitCode));
  }

  /** What the tree has used up so far; nothing before it began. */
  usage(): TreeUsage | undefined {
    return this.#init === undefined || !this.#started ? undefined : treeUsage(this.#init.pid);
  }

  /** Ends the whole tree: asks it to, then kills what is left after `graceMs`. The first reason given stays. */
  stop(by: StopReason, graceMs = 0): void {
    this.#stoppedBy ??= by;
    if (this.#hasExited()) return;
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
    const admitted = this.#admission(this.#init);
    if (admitted === "gone") return; // bubblewrap ends, too, and that is told
    this.#admitted = admitted;
    if (admitted === undefined) this.stop("aborted");
    else this.#go();
  }

  #go(): void {
    this.#started = true;
    this.#bwrap.gate.write(GO_LINE);
  }

  #admission({ pid }: NamespaceInit): ReturnType<Admit> {
    try {
      return this.#admit(pid);
    } catch (cause) {
      const message = `The command was not started: it could not be noted that it runs (${String(cause)}).`;
      this.#problem = isFailure(cause) ? cause : new LegateError("sandbox-unavailable", message, { cause });
      return undefined;
    }
  }

  #find(): NamespaceInit | undefined {
    const { pid } = this.#bwrap.child;
    const child = pid === undefined || this.#hasExited() ? undefined : onlyChildOf(pid);
    return child === undefined ? undefined : namespaceInit(child);
  }

  #hasExited(): boolean {
    const { exitCode, signalCode } = this.#bwrap.child;
    return exitCode !== null || signalCode !== null;
  }

  #kill(): void {
    this.#killed = true;
    this.#end();
  }

  #exited(signal: NodeJS.Signals | null): void {
    if (this.#init === undefined) this.#abandon(signal);
    this.#end();
  }

  /** T6. Without a signal it ended on its own, after saying why: that is still to be read. */
  #abandon(signal: NodeJS.Signals | null): void {
    const { mark, gate, stdout, stderr } = this.#bwrap;
    this.#leftBehind = endLeftBehind(mark);
    this.#leftBehind.catch(() => {}); // told when it is awaited
    gate.destroy();
    if (signal !== null) for (const stream of [stdout, stderr]) stream.destroy();
  }

  /** What the command left running dies with it; it would otherwise hold the output open. */
  #end(): void {
    clearTimeout(this.#grace);
    if (this.#init !== undefined) endNamespace(this.#init);
  }

  async #settle(exitCode: number): Promise<Ending> {
    if (this.#init !== undefined) await namespaceGone(this.#init);
    await this.#leftBehind;
    this.#admitted?.[Symbol.dispose]();
    if (this.#problem !== undefined) throw this.#problem;
    const by = this.#stoppedBy;
    if (by !== undefined) return { kind: "stopped", by, exitCode: this.#killed ? KILLED : exitCode };
    if (this.#started) return { kind: "ended", exitCode };
    return { kind: "not-started", signal: this.#bwrap.child.signalCode };
  }
}
