import { z } from "zod";
import { WHY_KEPT } from "../../core/artifacts/select.ts";
import { type DriverId, parseDriverId, parseWorkerId, type WorkerId } from "../../core/ids.ts";
import type { DriverRecord, LifeRecord } from "../../core/journal/record.ts";
import { BUDGET_KINDS } from "../../core/policy/capability-policy.ts";
import { type CycleCarry, TRANSCRIPT_MODES } from "../../core/worker/carry.ts";
import { WAITING_ON } from "../../core/worker/status.ts";
import { budgetsSchema } from "../policy/capability-policy.ts";
import { ceilingSchema } from "../policy/ceiling.ts";
import { importRecord } from "./import.ts";
import { workerRequest, workspaceSpec } from "./request.ts";
import { count, type FamilySchemas, text } from "./shape.ts";
import { replaced } from "./transcript.ts";

export const workerId = z.custom<WorkerId>(
  (value) => typeof value === "string" && parseWorkerId(value) !== undefined,
  "not a worker id",
);
const driverId = z.custom<DriverId>(
  (value) => typeof value === "string" && parseDriverId(value) !== undefined,
  "not a driver id",
);

const cycleCarry = z.strictObject({
  transcript: z.enum(TRANSCRIPT_MODES),
  transcriptId: text,
  parentTranscript: text.exactOptional(),
  replaced: replaced.exactOptional(),
  artifacts: z.array(text),
  selection: z
    .array(
      z.strictObject({ artifact: text, kept: z.boolean(), why: z.enum(WHY_KEPT), of: text.exactOptional() }),
    )
    .exactOptional(),
}) satisfies z.ZodType<CycleCarry>;

export const lifeSchemas = {
  "worker.spawned": z.strictObject({
    request: workerRequest,
    parent: workerId.exactOptional(),
    visit: text.exactOptional(),
    slice: budgetsSchema.exactOptional(),
    cap: budgetsSchema.exactOptional(),
  }),
  "worker.forked": z.strictObject({
    from: workerId,
    atSeq: count,
    name: text,
    workspace: workspaceSpec,
    ceiling: ceilingSchema,
    by: text,
  }),
  "cycle.started": z.strictObject({
    cycle: count,
    input: text,
    inputs: z.array(text).exactOptional(),
    carry: cycleCarry.exactOptional(),
  }),
  "worker.waiting": z.strictObject({
    on: z.enum(WAITING_ON),
    reason: text,
    wakeAt: text.exactOptional(),
    short: z.array(z.enum(BUDGET_KINDS)).exactOptional(),
  }),
  "worker.woken": z.strictObject({}),
  "stage.retrying": z.strictObject({
    attempt: count,
    delayMs: z.number().nonnegative(),
    retryAt: text,
    code: text,
    reason: text,
  }),
  "worker.completed": z.strictObject({ result: text }),
  "worker.failed": z.strictObject({ code: text, reason: text }),
  "worker.cancelled": z.strictObject({ by: text, reason: text }),
  "worker.interrupted": z.strictObject({ by: text, reason: text }),
  "worker.resumed": z.strictObject({ by: text }),
  "worker.dropped": z.strictObject({ by: text, reason: text }),
  "worker.imported": importRecord,
  "worker.stopping": z.strictObject({ to: z.enum(["cancelled", "interrupted"]), by: text, reason: text }),
  "command.refused": z.strictObject({ command: text, commandId: text, code: text, reason: text }),
} satisfies FamilySchemas<LifeRecord>;

export const driverSchemas = {
  "driver.claimed": z.strictObject({ epoch: count, driver: driverId, pid: count }),
  "driver.released": z.strictObject({ epoch: count, reason: text }),
} satisfies FamilySchemas<DriverRecord>;
