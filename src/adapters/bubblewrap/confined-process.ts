import { constants } from "node:os";
import type { BwrapProcess } from "./bwrap-process.ts";
import { GO_LINE } from "./launcher.ts";
import { endNamespace, type NamespaceInit, namespaceGone, namespaceInit } from "./namespace-init.ts";

export type Ending =
  | { readonly kind: "not-started" }
  | { readonly kind: "ended"; readonly exitCode: number }
  | { readonly kind: "stopped"; readonly by: "timed-out" | "aborted" };

/** What a shell says of a process that SIGKILL ended. */
export const KILLED = 128 + constants.signals.SIGKILL;

/** How long bubblewrap may take to tell its child's number before it is killed without knowing it. */
const TELLING_MS = 1_000;

/**
 * One sandboxed process tree, from its start until nothing of it is left.
 *
 * T1. The tree is ended through the namespace's first process, whose number bubblewrap tells before
 *     that process does anything. bubblewrap itself is killed only after: killed between making the
 *     process and telling, it would leave one that nobody knows.
 * T2. The command starts when the launcher has said it is ready and was answered. An end before that
 *     is a sandbox that could not be built; the command did not run.
 */
export class ConfinedProcess {
  /** Settles when the tree is gone; rejects when it cannot be ended. */
  readonly ended: Promise<Ending>;
  readonly #bwrap: BwrapProcess;
  #init: NamespaceInit | undefined;
  #started = false;
  #stoppedBy: "timed-out" | "aborted" | undefined;
  #status = "";

  constructor(bwrap: BwrapProcess) {
    this.#bwrap = bwrap;
    bwrap.status.setEncoding("utf8").on("data", (text: string) => this.#learn(text));
    bwrap.gate.once("data", () => this.#start());
    bwrap.child.once("exit", () => this.#end());
    this.ended = new Promise((resolve) => bwrap.child.once("close", resolve)).then(() => this.#settle());
  }

  /** Kills the whole tree. The first reason given stays. */
  stop(by: "timed-out" | "aborted"): void {
    this.#stoppedBy ??= by;
    if (this.#init !== undefined) this.#kill();
    else setTimeout(() => this.#kill(), TELLING_MS).unref();
  }

  #learn(text: string): void {
    this.#status += text;
    if (this.#init !== undefined) return;
    const pid = /"child-pid": (\d+)\b./.exec(this.#status)?.[1];
    if (pid === undefined) return;
    this.#init = namespaceInit(Number(pid));
    if (this.#stoppedBy !== undefined) this.#kill();
  }

  #start(): void {
    if (this.#stoppedBy !== undefined) return;
    this.#started = true;
    this.#bwrap.gate.write(GO_LINE);
  }

  #kill(): void {
    this.#end();
    this.#bwrap.child.kill("SIGKILL");
  }

  /** What the command left running dies with it; it would otherwise hold the output open. */
  #end(): void {
    if (this.#init !== undefined) endNamespace(this.#init);
  }

  async #settle(): Promise<Ending> {
    if (this.#init !== undefined) await namespaceGone(this.#init);
    const told = /"exit-code": (\d+)/.exec(this.#status)?.[1];
    if (this.#stoppedBy !== undefined) return { kind: "stopped", by: this.#stoppedBy };
    if (!this.#started) return { kind: "not-started" };
    return { kind: "ended", exitCode: told === undefined ? KILLED : Number(told) };
  }
}
