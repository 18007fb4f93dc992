import { rm } from "node:fs/promises";
import { join } from "node:path";
import { announceAt } from "../adapters/unix-socket/announcement.ts";
import { isFailure } from "../ports/failure.ts";
import type { Models } from "../ports/model.ts";
import type { Announcement } from "../ports/presence.ts";
import type { Driver } from "../runtime/driver.ts";
import { type DriverAnswer, modelsAskedFor } from "../wire/driver-process.ts";
import { askDriver, DRIVER_SOCKET } from "./ask-driver.ts";
import { signAsDriver } from "./driver-signature.ts";
import { exclusively } from "./exclusively.ts";

export interface DriverProcess {
  readonly stateDir: string;
  readonly driver: Pick<Driver, "identity" | "busy">;
  readonly models: Models;
  readonly version: string;
  /** ISO 8601. */
  readonly since: string;
  /** A person, or a service manager, runs it: it is not replaced by one in the background. */
  readonly foreground: boolean;
}

/** Becomes the driver process of a state directory, and answers for it; nothing when there is one already. */
export async function announceDriverProcess(self: DriverProcess): Promise<Announcement | undefined> {
  const { stateDir, version, since } = self;
  // One at a time: what looks dead to two of them may be the first one's fresh socket by the time the second acts.
  return exclusively(join(stateDir, "driver.lock"), async () => {
    if ((await askDriver(stateDir)).state === "answers") return undefined;
    await rm(join(stateDir, DRIVER_SOCKET), { force: true });
    await signAsDriver(stateDir, version, since);
    const onPing = (question: unknown) => answer(self, question);
    return announceAt(stateDir, DRIVER_SOCKET, { onNudge: () => undefined, onPing });
  });
}

/** Only whether a key is there is ever said, not the key. */
async function answer(self: DriverProcess, question: unknown): Promise<DriverAnswer> {
  const { driver, models, version, since, foreground } = self;
  const problems = await Promise.all(modelsAskedFor(question).map((model) => problemWith(models, model)));
  return {
    pid: process.pid,
    version,
    since,
    foreground,
    driver: driver.identity.id,
    workers: driver.busy,
    problems: problems.filter((problem) => problem !== undefined),
  };
}

async function problemWith(models: Models, model: string) {
  try {
    await models.resolve(model);
    return undefined;
  } catch (error) {
    if (isFailure(error)) return { model, code: error.code, message: error.message };
    return { model, code: "bug", message: "looking for it broke down" };
  }
}
