import { LegateError } from "../ports/failure.ts";
import { askDriver } from "./ask-driver.ts";
import { checkDriverProcess, type DriverNeeds, ensureDriverProcess } from "./driver-process.ts";
import { signedDriver } from "./driver-signature.ts";

const LOOK_EVERY_MS = 1_000;
/** Whoever stops one to start another needs some looks for that. */
const TOLD_AFTER = 3;

/** A background driver that somebody here counts on. */
export interface KeptDriver extends Disposable {
  /**
   * Makes sure that it is alive and can call these models, and from then on that it is brought back should
   * it die while this process waits for its work. See `ensureDriverProcess` for what it rejects with.
   */
  readonly ensure: (models?: readonly string[]) => Promise<void>;
  /** Rejects if one that is alive cannot call these models, and cannot be replaced; starts none. */
  readonly check: (models: readonly string[]) => Promise<void>;
}

export interface KeepDriverOptions extends Omit<DriverNeeds, "models"> {
  /** How many workers should be driven and are not. */
  readonly unattended: () => Promise<number>;
  /**
   * Hears once of a driver that could not be brought back, and then nobody here tries any more; and once of
   * one that was stopped, which is not brought back against the will of whoever did that.
   */
  readonly report: (error: unknown) => void;
}

export function keepDriver(options: KeepDriverOptions): KeptDriver {
  const { unattended, report, ...needs } = options;
  let timer: NodeJS.Timeout | undefined;
  let over = false;
  let stops = 0;
  const lookLater = () => {
    clearTimeout(timer);
    if (!over) timer = setTimeout(() => void lookAgain().catch(giveUp), LOOK_EVERY_MS).unref();
  };
  const giveUp = (error: unknown) => {
    if (!over) report(error);
  };
  const lookAgain = async () => {
    const { state } = await askDriver(needs.stateDir, [], needs.silenceMs);
    const ended = state === "absent" ? (await signedDriver(needs.stateDir))?.ended : undefined;
    const isMissed = ended?.why === "idle" && (await unattended()) > 0;
    if (isMissed || (state !== "answers" && ended === undefined)) await ensureDriverProcess(needs);
    stops = ended?.why === "stopped" ? stops + 1 : 0;
    if (stops === TOLD_AFTER) giveUp(new LegateError("driver-lost", STOPPED));
    lookLater();
  };
  return {
    async ensure(models = []) {
      await ensureDriverProcess({ ...needs, models });
      lookLater();
    },
    check: (models) => checkDriverProcess({ ...needs, models }),
    [Symbol.dispose]() {
      over = true;
      clearTimeout(timer);
    },
  };
}

const STOPPED = "The background driver was stopped; its workers go on with the next one: legate up.";
