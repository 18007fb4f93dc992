import type { Json } from "../core/json.ts";
import type { Command } from "../core/worker/command.ts";

/** A command as it lies in an inbox, or nothing when it is none that this release knows. Pure. */
export type CommandReader = (body: Json) => Command | undefined;

/** What is wrong with what is no command, for whoever said it; nothing when it is one. Pure. */
export type CommandProblem = (body: Json) => string | undefined;
