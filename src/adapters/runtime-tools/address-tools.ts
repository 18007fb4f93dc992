import { z } from "zod";
import { defineDelegationTool } from "./define-delegation-tool.ts";
import { DESCRIPTIONS } from "./delegation-descriptions.ts";

const text = z.string().trim().min(1);
const worker = text.describe("Id or name of one of your workers.");

const waitInput = z.strictObject({
  workers: z.array(text).describe("Ids or names. Empty or left out: all that are at work.").default([]),
  mode: z.enum(["all", "any"]).describe("Until all of them rest, or the first.").default("all"),
  timeout_seconds: z
    .number()
    .positive()
    .max(30 * 86_400)
    .exactOptional(),
});

export const waitAgent = defineDelegationTool<z.infer<typeof waitInput>>({
  name: "wait_agent",
  description: DESCRIPTIONS.wait_agent,
  input: waitInput,
  effectClass: "idempotent",
  meaning: ({ workers, mode, timeout_seconds: seconds }) => ({
    verb: "wait",
    workers,
    mode,
    ...(seconds === undefined ? {} : { timeoutMs: seconds * 1_000 }),
  }),
  summary: ({ workers, mode }) =>
    `wait for ${mode} of ${workers.length === 0 ? "its workers" : workers.join(", ")}`,
});

const sendInputArguments = z.strictObject({
  worker,
  text: text.describe("What it is told."),
  when: z
    .enum(["steer", "follow_up"])
    .describe("For one at work: before its next step, or once it is done.")
    .default("steer"),
});

export const sendInput = defineDelegationTool<z.infer<typeof sendInputArguments>>({
  name: "send_input",
  description: DESCRIPTIONS.send_input,
  input: sendInputArguments,
  effectClass: "idempotent",
  meaning: ({ worker: to, text: said, when }) => ({
    verb: "send",
    worker: to,
    text: said,
    mode: when === "steer" ? "steer" : "followUp",
  }),
  summary: ({ worker: to, text: said }) => `tell ${to}: ${said.slice(0, 80)}`,
});

const one = z.strictObject({ worker });

export const resumeAgent = defineDelegationTool<z.infer<typeof one>>({
  name: "resume_agent",
  description: DESCRIPTIONS.resume_agent,
  input: one,
  effectClass: "idempotent",
  meaning: ({ worker: which }) => ({ verb: "resume", worker: which }),
  summary: ({ worker: which }) => `resume ${which}`,
});

const closeArguments = z.strictObject({ worker, reason: text.default("its parent needs it no more") });

export const closeAgent = defineDelegationTool<z.infer<typeof closeArguments>>({
  name: "close_agent",
  description: DESCRIPTIONS.close_agent,
  input: closeArguments,
  effectClass: "idempotent",
  meaning: ({ worker: which, reason }) => ({ verb: "close", worker: which, reason }),
  summary: ({ worker: which }) => `close ${which}`,
});

const nothing = z.strictObject({});

export const listAgents = defineDelegationTool<z.infer<typeof nothing>>({
  name: "list_agents",
  description: DESCRIPTIONS.list_agents,
  input: nothing,
  effectClass: "read",
  meaning: () => ({ verb: "list" }),
  summary: () => "list its workers",
});
