import { errorForLog, logLine } from "./driver-log.ts";

/** A bug that nobody catches ends the process, and the log says where it was, without its words. */
export function logCrashes(stateDir: string): Disposable {
  const crash = (error: unknown) => {
    logLine(stateDir, `ended by a bug: ${errorForLog(error)}`);
    process.exit(1);
  };
  process.on("uncaughtException", crash);
  return { [Symbol.dispose]: () => void process.off("uncaughtException", crash) };
}
