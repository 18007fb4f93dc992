import type { CallFacts, CommandUse } from "../../../src/core/policy/call-facts.ts";
import type { ToolAnnotations } from "../../../src/core/policy/tool-annotations.ts";

const READ: ToolAnnotations = {
  kind: "read",
  sideEffects: "read_only",
  effectClass: "read",
  pathParameters: ["path"],
  capabilities: { workspace: ["read_text"] },
};

export const EDIT: ToolAnnotations = {
  kind: "edit",
  sideEffects: "workspace_write",
  effectClass: "idempotent",
  pathParameters: ["path"],
  capabilities: { workspace: ["write_text"] },
};

const EXECUTE: ToolAnnotations = {
  kind: "execute",
  sideEffects: "process_exec",
  effectClass: "once",
  pathParameters: [],
  capabilities: { process: ["exec"] },
};

export function reading(path: string, change: Partial<CallFacts> = {}): CallFacts {
  const paths = [{ path, access: "read" as const }];
  return { tool: "read_file", annotations: READ, arguments: { path }, paths, ...change };
}

export function editing(path: string, change: Partial<CallFacts> = {}): CallFacts {
  const paths = [{ path, access: "write" as const }];
  return { tool: "edit_file", annotations: EDIT, arguments: { path }, paths, ...change };
}

export function running(...argv: string[]): CallFacts {
  return commanding({ form: "argv", argv }, { argv });
}

export function scripting(script: string): CallFacts {
  return commanding({ form: "shell", script }, { script });
}

function commanding(command: CommandUse, args: CallFacts["arguments"]): CallFacts {
  return { tool: "run_command", annotations: EXECUTE, arguments: args, paths: [], command };
}
