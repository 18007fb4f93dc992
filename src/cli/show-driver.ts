import { driverReport } from "../compose/driver-report.ts";
import type { OpenedRuntime } from "./context.ts";
import type { Output } from "./output.ts";
import { renderDriverReport } from "./render/driver-report.ts";

/** Says how the driver process is, and what there is for it to do. */
export async function showDriver({ legate, stateDir }: OpenedRuntime, output: Output): Promise<void> {
  const report = await driverReport(stateDir);
  const waiting = await legate.list({ statuses: ["queued", "waiting"] });
  const needPerson = waiting.filter(({ waitingOn }) => waitingOn === "approval" || waitingOn === "input");
  const left = {
    queued: waiting.filter(({ status }) => status === "queued").length,
    needPerson: needPerson.length,
  };
  if (output.json) output.resultJson({ ...report, ...left });
  else output.result(renderDriverReport(report, left, new Date().toISOString(), output.style));
}
