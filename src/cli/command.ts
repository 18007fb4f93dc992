import type { CliContext } from "./context.ts";
import type { ExitCode } from "./exit-codes.ts";
import type { Flags } from "./flags.ts";
import type { Output } from "./output.ts";

/** One row of the command table: what `--help` says and what runs. */
export interface Command {
  readonly name: string;
  readonly aliases?: readonly string[];
  /** One line, for the list of commands. */
  readonly summary: string;
  /** What follows the name, e.g. `WORKER [options]`. */
  readonly usage: string;
  /** How many arguments that are not options it takes. */
  readonly arguments: { readonly least: number; readonly most: number };
  readonly options: Options;
  readonly examples: readonly Example[];
  /** Not listed: for the runtime's own use. */
  readonly hidden?: true;
  readonly run: (call: CommandCall) => Promise<ExitCode>;
}

export type Options = Readonly<Record<string, OptionSpec>>;

export interface OptionSpec {
  readonly type: "string" | "boolean";
  readonly short?: string;
  /** May be given more than once. */
  readonly multiple?: true;
  /** What the option means when its value is left out. */
  readonly bare?: string;
  /** The only values there are. */
  readonly choices?: readonly string[];
  /** Name of the value in help, e.g. `FILE`. */
  readonly value?: string;
  readonly about: string;
}

export interface Example {
  readonly command: string;
  readonly about: string;
}

export interface CommandCall {
  readonly context: CliContext;
  readonly flags: Flags;
  readonly output: Output;
}
