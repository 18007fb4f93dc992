import { ensureDriverProcess } from "./driver-process.ts";

const LOOK_EVERY_MS = 1_000;

/** A background driver that somebody here counts on. */
export interface KeptDriver extends Disposable {
  /** Makes sure that it is alive, and from then on that it stays so while this process waits for its work. */
  readonly ensure: () => Promise<void>;
}

/** `report` hears once of a driver that could not be brought back; then nobody here tries any more. */
export function keepDriver(
  stateDir: string,
  env: Readonly<Record<string, string | undefined>>,
  report: (worker: undefined, error: unknown) => void,
): KeptDriver {
  let timer: NodeJS.Timeout | undefined;
  let over = false;
  const lookLater = () => {
    clearTimeout(timer);
    if (!over) timer = setTimeout(() => void lookAgain(), LOOK_EVERY_MS).unref();
  };
  const lookAgain = async () => {
    try {
      await ensureDriverProcess(stateDir, env);
      lookLater();
    } catch (error) {
      if (!over) report(undefined, error);
    }
  };
  return {
    async ensure() {
      await ensureDriverProcess(stateDir, env);
      lookLater();
    },
    [Symbol.dispose]() {
      over = true;
      clearTimeout(timer);
    },
  };
}
