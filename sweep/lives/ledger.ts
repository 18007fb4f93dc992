import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { onLines, sendLine } from "../../src/adapters/unix-socket/lines.ts";
import type { Toolbox } from "../../src/ports/toolbox.ts";
import { createLedgerToolbox, type LedgerEntry, type LedgerTool } from "../../src/testing/ledger-toolbox.ts";
import type { Effect } from "../checks/effect-check.ts";

const PROCESS = fileURLToPath(new URL("./ledger-process.ts", import.meta.url));

export const LIFE_TOOLS: readonly LedgerTool[] = [
  { name: "look", sideEffects: "read_only", effectClass: "read" },
  { name: "put", sideEffects: "workspace_write", effectClass: "idempotent" },
  { name: "send", sideEffects: "workspace_write", effectClass: "once" },
];

/** The ledger's process, which outlives every driver of a sweep. */
export class Ledger implements AsyncDisposable {
  readonly socket: string;
  readonly #process: ChildProcess;

  private constructor(socket: string, process: ChildProcess) {
    this.socket = socket;
    this.#process = process;
  }

  static async start(directory: string): Promise<Ledger> {
    const socket = join(directory, "ledger.sock");
    const child = spawn(process.execPath, [PROCESS, socket], { stdio: ["ignore", "pipe", "inherit"] });
    await once(child.stdout, "data");
    return new Ledger(socket, child);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#process.kill("SIGKILL")) await once(this.#process, "exit");
  }
}

/** Tools that do nothing but tell the ledger, and answer once it has written that down. */
export async function toldToLedger(
  { socket, file }: { readonly socket: string; readonly file: string },
  tools = LIFE_TOOLS,
): Promise<Toolbox> {
  const connection = connect(socket);
  await once(connection, "connect");
  connection.unref();
  const waiting: (() => void)[] = [];
  onLines(connection, () => waiting.shift()?.());
  const written = new Map<string, Promise<void>>();
  const push = ({ tool, text, key }: LedgerEntry) => {
    const answered = new Promise<void>((resolve) => waiting.push(resolve));
    sendLine(connection, { file, line: `${tool} ${key} ${text}` });
    written.set(key, answered);
  };
  const during = async ({ idempotencyKey }: { readonly idempotencyKey: string }) => {
    connection.ref();
    await written.get(idempotencyKey);
    if (waiting.length === 0) connection.unref();
  };
  return createLedgerToolbox(
    { push },
    tools.map((tool) => ({ ...tool, during })),
  );
}

/** What the ledger wrote down during one life. */
export function happenedIn(file: string): readonly (Effect & { readonly text: string })[] {
  const lines = existsSync(file) ? readFileSync(file, "utf8").split("\n").slice(0, -1) : [];
  return lines.map((line) => {
    const [name, key = "", text = ""] = line.split(" ");
    const tool = LIFE_TOOLS.find((one) => one.name === name);
    return { key, text, effectClass: tool?.effectClass ?? "once" };
  });
}
