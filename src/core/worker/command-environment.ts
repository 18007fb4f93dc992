import type { Worker } from "./worker.ts";

/** What every command of a worker finds in its environment beside what the sandbox sets. */
export function commandEnvironment({ id, request, workspace }: Worker): Readonly<Record<string, string>> {
  const { ports } = workspace ?? {};
  return {
    ...request.env,
    LEGATE_WORKER: id,
    ...(ports === undefined
      ? {}
      : { LEGATE_PORT_BASE: String(ports.first), LEGATE_PORT_COUNT: String(ports.count) }),
  };
}

const NAME = /^[A-Za-z_][A-Za-z0-9_]{0,99}$/;
const RESERVED = /^(?:PATH|HOME|TMPDIR|LANG|LEGATE_.*|(?:HTTPS?|ALL|NO)_PROXY)$/i;

/** Why a name cannot be set for a worker's commands; nothing when it can. */
export function whyNoVariable(name: string): string | undefined {
  if (!NAME.test(name)) return "it is no name of an environment variable";
  return RESERVED.test(name) ? "Legate sets it, or lets nobody set it" : undefined;
}
