import { z } from "zod";

/** At most what the sandbox takes. */
const amount = z
  .number()
  .int()
  .positive()
  .max(2 ** 31 - 1);

/** What one command may use up; see `CommandLimits`. */
export const commandLimitsFields = z
  .strictObject({
    memoryMb: amount,
    pids: amount,
    cpuSeconds: amount,
    fileSizeMb: amount,
    diskMb: amount,
    outputKb: amount,
  })
  .exactPartial();
