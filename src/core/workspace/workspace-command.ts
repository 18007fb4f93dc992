/** A command that whoever asked for a worker wants run in its workspace, beside what the model does. */
export interface WorkspaceCommand {
  readonly argv: readonly string[];
  /** Hosts that it reaches, as `host:port`. @default none */
  readonly network?: readonly string[];
}
