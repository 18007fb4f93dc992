import { z } from "zod";
import { type DriverId, parseDriverId, parseWorkerId, type WorkerId } from "../../core/ids.ts";
import type { DriverRecord, LifeRecord } from "../../core/journal/record.ts";
import { WAITING_ON } from "../../core/worker/status.ts";
import { workerRequest } from "./request.ts";
import { count, type FamilySchemas, text } from "./shape.ts";

const workerId = z.custom<WorkerId>(
  (value) => typeof value === "string" && parseWorkerId(value) !== undefined,
  "not a worker id",
);
const driverId = z.custom<DriverId>(
  (value) => typeof value === "string" && parseDriverId(value) !== undefined,
  "not a driver id",
);

export const lifeSchemas = {
  "worker.spawned": z.strictObject({ request: workerRequest, parent: workerId.exactOptional() }),
  "cycle.started": z.strictObject({ cycle: count, input: text }),
  "worker.waiting": z.strictObject({ on: z.enum(WAITING_ON), reason: text }),
  "worker.completed": z.strictObject({ result: text }),
  "worker.failed": z.strictObject({ code: text, reason: text }),
  "worker.cancelled": z.strictObject({ by: text, reason: text }),
  "worker.interrupted": z.strictObject({ by: text, reason: text }),
  "worker.resumed": z.strictObject({ by: text }),
  "worker.stopping": z.strictObject({ to: z.enum(["cancelled", "interrupted"]), by: text, reason: text }),
  "command.refused": z.strictObject({ command: text, commandId: text, code: text, reason: text }),
} satisfies FamilySchemas<LifeRecord>;

export const driverSchemas = {
  "driver.claimed": z.strictObject({ epoch: count, driver: driverId, pid: count }),
  "driver.released": z.strictObject({ epoch: count, reason: text }),
} satisfies FamilySchemas<DriverRecord>;
