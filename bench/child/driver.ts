import { setTimeout as pause } from "node:timers/promises";
import { openLegate } from "../../src/compose.ts";
import type { Legate } from "../../src/runtime/legate.ts";
import { childOptions, numberIn, textIn } from "../child.ts";
import { median } from "../figures.ts";
import { askingModels } from "./asking-model.ts";

// A driver process over a state directory. Says a line when it is ready, a second one with what it measured
// of itself, and from then on one for each model call, until it is stopped.
const PAGE = 50;
const PAGES = 20;
const SETTLE_MS = 1_000;
/** As the driver process of the command line does. */
const LOOK_EVERY_MS = 1_000;

const options = childOptions();
const wake = numberIn(options, "wake");
let modelCalled = Promise.withResolvers<number>();
let says = false;
const models = askingModels(() => {
  modelCalled.resolve(performance.now());
  if (says) say({ modelCalledAt: performance.timeOrigin + performance.now() });
});
const { legate, driver } = await openLegate({
  stateDir: textIn(options, "stateDir"),
  env: {},
  drive: "here",
  adopts: true,
  models,
});
await driver.looked();
say({ ready: true });
const rssMb = await restingRssMb();
const listPageMs = await pageMs();
const wakeMs = wake === 0 ? null : await wakingMs();
say({ rssMb, listPageMs, wakeMs });
says = true;
for (;;) {
  await pause(LOOK_EVERY_MS);
  driver.look();
}

function say(figures: object): void {
  process.stdout.write(`${JSON.stringify(figures)}\n`);
}

/** Once what starting left behind is gone. */
async function restingRssMb(): Promise<number> {
  await pause(SETTLE_MS);
  for (let n = 0; n < 3; n++) global.gc?.();
  return process.memoryUsage().rss / 2 ** 20;
}

async function pageMs(): Promise<number> {
  const times: number[] = [];
  for (let page = 0; page < PAGES; page++) {
    const started = performance.now();
    await legate.list({ limit: PAGE });
    times.push(performance.now() - started);
  }
  return median(times);
}

/** From the yes to the next model call, one worker after the other. */
async function wakingMs(): Promise<number> {
  const times: number[] = [];
  for (const { id } of await parked(wake)) {
    modelCalled = Promise.withResolvers<number>();
    const started = performance.now();
    const [calledAt] = await Promise.all([modelCalled.promise, legate.approve(id)]);
    times.push(calledAt - started);
    await legate.wait(id);
  }
  return median(times);
}

function parked(limit: number): ReturnType<Legate["list"]> {
  return legate.list({ statuses: ["waiting"], limit });
}
