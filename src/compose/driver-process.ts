import { LegateError } from "../ports/failure.ts";
import type { DriverAnswer } from "../wire/driver-process.ts";
import { askDriver, SILENCE_MS } from "./ask-driver.ts";
import { startDriver } from "./start-driver.ts";
import { stopDriverProcess } from "./stop-driver.ts";
import { version } from "./version.ts";

export interface DriverNeeds {
  readonly stateDir: string;
  /** The environment that a driver started here gets: keys are looked up in it. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Models that the driver must be able to call. @default none in particular */
  readonly models?: readonly string[];
  /** Whether a driver started here could call that model; rejects with what is missing. */
  readonly resolve: (model: string) => Promise<unknown>;
  /** Models of the workers that a driver has in hand, or that nobody has. */
  readonly modelsInUse: (driver: string) => Promise<readonly string[]>;
  /** @default 20000 */
  readonly silenceMs?: number;
}

/** One start for each reason: a driver that hung, one of another release, one that lacked a key. */
const MOST_STARTS = 3;

/**
 * Makes sure that a background driver is alive that is of this release and can call the models, detached
 * from whoever asks. Rejects with `driver-lost` when none can be started, and with `model-key-missing` or
 * `unknown-model` when the one that is alive cannot call them and cannot be replaced from here.
 *
 * E1. A driver is replaced by handing back: nothing of its workers is lost, they go on with the next.
 * E2. It is not replaced by one that could not call the models of the workers it has.
 * E3. No key leaves a process: a driver says of names whether it could call them, and nothing else.
 */
export async function ensureDriverProcess(needs: DriverNeeds): Promise<void> {
  for (let starts = 0; starts < MOST_STARTS; starts++) {
    if ((await settleDriver(needs)) === "fits") return;
    await startDriver(needs.stateDir, needs.env);
  }
  if ((await settleDriver(needs)) === "fits") return;
  throw new LegateError(
    "driver-lost",
    "Somebody else replaces the background driver again and again; is another release of Legate in use?",
  );
}

/** The same for a driver that is alive already; where none is, none is started. */
export async function checkDriverProcess(needs: DriverNeeds): Promise<void> {
  if ((await settleDriver(needs)) === "stopped") await ensureDriverProcess(needs);
}

/**
 * Ends a driver that hangs, is of another release, or cannot call the models although one from here could.
 * Answers whether one is there that fits.
 */
async function settleDriver(needs: DriverNeeds): Promise<"fits" | "absent" | "stopped"> {
  const { stateDir, models = [], silenceMs = SILENCE_MS } = needs;
  const found = await askDriver(stateDir, models, silenceMs);
  if (found.state === "absent") return "absent";
  const { says } = found.state === "answers" ? found : {};
  const hangs = found.state === "silent";
  const why = hangs ? "another one is needed" : await whyUnfit(needs, says);
  if (why === undefined) return "fits";
  await stopDriverProcess(stateDir, { why, silenceMs, hangs });
  return "stopped";
}

async function whyUnfit(needs: DriverNeeds, says: DriverAnswer | undefined): Promise<string | undefined> {
  if (says?.version !== version()) {
    return `release ${version()} takes over from release ${says?.version ?? "0.1.0 or older"}`;
  }
  if (says.problems.length === 0) return undefined;
  await refuseIfIrreplaceable(needs, says);
  return `it cannot call ${says.problems.map(({ model }) => model).join(", ")}, and one from here can`;
}

async function refuseIfIrreplaceable(needs: DriverNeeds, says: DriverAnswer): Promise<void> {
  for (const { model } of says.problems) await needs.resolve(model);
  if (says.foreground) throw irreplaceable(says, "somebody runs it in the foreground or as a service.");
  for (const model of await modelsThatItServes(needs, says)) {
    await needs.resolve(model).catch((error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error);
      throw irreplaceable(says, `its workers use ${model}, which one from here could not call: ${reason}`);
    });
  }
}

/** Those that it can call itself: what it cannot do either is no reason to keep it. */
async function modelsThatItServes(needs: DriverNeeds, { driver }: DriverAnswer): Promise<readonly string[]> {
  const inUse = await needs.modelsInUse(driver);
  const found = await askDriver(needs.stateDir, inUse, needs.silenceMs);
  if (found.state !== "answers") return [];
  const lacking = found.says?.problems.map(({ model }) => model) ?? [];
  return inUse.filter((model) => !lacking.includes(model));
}

function irreplaceable({ pid, problems }: DriverAnswer, why: string): LegateError {
  const [problem] = problems;
  return new LegateError(
    "model-key-missing",
    `The driver process ${pid} cannot call ${problem?.model}, and is not replaced by one from here: ${why} What it lacks: ${problem?.message}`,
    { details: { pid, model: problem?.model } },
  );
}
