import { COMMAND_LIMITS, type CommandLimits } from "../../core/worker/command-limits.ts";
import { LegateError } from "../../ports/failure.ts";
import type { SandboxCommand } from "../../ports/sandbox.ts";
import { isWithin } from "./paths.ts";
import { checkAbsolute } from "./resolve-mounts.ts";

/** The launcher is a shell, which would silently drop names that are not its own kind. */
const ENV_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** So that a limit in bytes is still a number that shells and the kernel read. */
const HIGHEST_LIMIT = 2 ** 31 - 1;

/** Throws `bad-input` for a command that could not mean what its sender thinks. Looks at no file. */
export function checkCommand(command: SandboxCommand): void {
  const { argv, cwd, env, mounts, timeoutMs, graceMs = 0, maxOutputBytes, outlet } = command;
  if (argv[0] === undefined || argv[0] === "") throw bad("argv is empty; name a program");
  if (argv.some(holdsNul)) throw bad("argv holds a NUL byte, which would end an argument early");
  checkAbsolute(cwd, "cwd");
  const inMount = mounts.some((mount) => isWithin(cwd, mount.at ?? mount.path));
  if (!inMount) throw bad(`cwd ${cwd} lies in no mount; mount it, or choose a folder that is`);
  for (const [name, value] of Object.entries(env)) {
    if (!ENV_NAME.test(name))
      throw bad(`environment name ${JSON.stringify(name)} is not letters, digits and _`);
    if (holdsNul(value)) throw bad(`environment variable ${name} holds a NUL byte`);
  }
  if (!(timeoutMs > 0)) throw bad(`timeoutMs is ${timeoutMs}; give a positive number of milliseconds`);
  if (!(graceMs >= 0)) throw bad(`graceMs is ${graceMs}; give milliseconds, or 0 to kill at once`);
  if (!Number.isSafeInteger(maxOutputBytes) || maxOutputBytes < 0) {
    throw bad(`maxOutputBytes is ${maxOutputBytes}; give a whole number of bytes`);
  }
  checkLimits(command.limits ?? {});
  if (outlet !== undefined && !isPort(outlet.port)) {
    throw bad(`its outlet's port is ${outlet.port}; give one from 1024 to 65535`);
  }
}

/** Throws `bad-input` for a limit that shells and the kernel could not read as the number that was meant. */
export function checkLimits(limits: Partial<CommandLimits>): void {
  for (const limit of COMMAND_LIMITS) {
    const most = limits[limit];
    if (most === undefined || (Number.isSafeInteger(most) && most > 0 && most <= HIGHEST_LIMIT)) continue;
    throw bad(`limits.${limit} is ${most}; give a whole number from 1 to ${HIGHEST_LIMIT}`);
  }
}

/** Below 1024 a command would need a capability that it has not. */
function isPort(port: number): boolean {
  return Number.isSafeInteger(port) && port >= 1024 && port <= 65_535;
}

function holdsNul(text: string): boolean {
  return text.includes("\0");
}

function bad(what: string): LegateError {
  return new LegateError("bad-input", `The command cannot run: ${what}.`);
}
