import { LegateError } from "../ports/failure.ts";
import { askDriver } from "./ask-driver.ts";
import { stopDriverProcess } from "./stop-driver.ts";

/**
 * Ends a driver process in the background, so that one can run in the foreground. Rejects with
 * `not-allowed-now` when there is one in the foreground already.
 */
export async function makeWay(stateDir: string): Promise<void> {
  const found = await askDriver(stateDir);
  if (found.state === "absent") return;
  if (found.state === "answers" && found.says?.foreground === true) {
    throw new LegateError(
      "not-allowed-now",
      `Process ${found.says.pid} drives ${stateDir} in the foreground already. End it there, or with: legate down.`,
      { details: { pid: found.says.pid } },
    );
  }
  await stopDriverProcess(stateDir, { why: "one in the foreground takes over" });
}
