import type { JsonObject } from "../json.ts";
import type { ToolAnnotations } from "./tool-annotations.ts";

/**
 * What the gates look at: one call after its arguments were parsed and its paths made canonical.
 * Paths are absolute, without `.`/`..`/symlinks up to the last existing component.
 */
export interface CallFacts {
  readonly tool: string;
  readonly annotations: ToolAnnotations;
  /** Canonical arguments: what will be executed, and what an approval is bound to. */
  readonly arguments: JsonObject;
  readonly paths: readonly PathUse[];
  /** Present when the call runs a command. A shell string is never matched by a rule for a program. */
  readonly command?: CommandUse;
  /** `host:port` for each endpoint the call itself names; a command reaches no other. */
  readonly hosts?: readonly string[];
  /** Names of the secrets the call is to be given. */
  readonly secrets?: readonly string[];
}

export interface PathUse {
  readonly path: string;
  readonly access: "read" | "write";
}

export type CommandUse =
  | { readonly form: "argv"; readonly argv: readonly string[] }
  | { readonly form: "shell"; readonly script: string };
