import type { ConditionKind } from "./approval-rule.ts";

/** What a name in a rule stands for, and what its specifier in parentheses is compared with. */
export interface ToolAlias {
  readonly tools: readonly string[];
  /** Absent: the tool takes no specifier. */
  readonly specifier?: ConditionKind;
}

/**
 * Tool names as other coding agents write them, and our own that take a specifier. `Edit` and `Write`
 * mean every way of changing a file, since a rule against one must not leave the other open. Of
 * several names for the same, the first is the one that is printed.
 */
export const TOOL_ALIASES: Readonly<Record<string, ToolAlias>> = {
  Bash: { tools: ["run_command"], specifier: "command" },
  Read: { tools: ["glob", "grep", "list_dir", "read_file"], specifier: "path" },
  Edit: { tools: ["edit_file", "write_file"], specifier: "path" },
  Write: { tools: ["edit_file", "write_file"], specifier: "path" },
  WebFetch: { tools: ["web_fetch"], specifier: "domain" },
  WebSearch: { tools: ["web_search"] },
  Agent: { tools: ["spawn_agent"], specifier: "agent" },
  // No tool of a worker's: what of its work may come into the user's repository.
  Land: { tools: ["land"], specifier: "path" },
  land: { tools: ["land"], specifier: "path" },
  run_command: { tools: ["run_command"], specifier: "command" },
  read_file: { tools: ["read_file"], specifier: "path" },
  edit_file: { tools: ["edit_file"], specifier: "path" },
  write_file: { tools: ["write_file"], specifier: "path" },
  list_dir: { tools: ["list_dir"], specifier: "path" },
  glob: { tools: ["glob"], specifier: "path" },
  grep: { tools: ["grep"], specifier: "path" },
  web_fetch: { tools: ["web_fetch"], specifier: "domain" },
  spawn_agent: { tools: ["spawn_agent"], specifier: "agent" },
  MultiEdit: { tools: ["edit_file"], specifier: "path" },
  Grep: { tools: ["grep"], specifier: "path" },
  Glob: { tools: ["glob"], specifier: "path" },
  LS: { tools: ["list_dir"], specifier: "path" },
  Task: { tools: ["spawn_agent"], specifier: "agent" },
};

/** The alias of that name, or for a name that nobody lists the tool itself, which may be a glob. */
export function toolAlias(name: string): ToolAlias {
  const known = Object.hasOwn(TOOL_ALIASES, name) ? TOOL_ALIASES[name] : undefined;
  if (known !== undefined) return known;
  // A server without a tool means all its tools.
  return /^mcp__(?:(?!__).)+$/.test(name) ? { tools: [name, `${name}__*`] } : { tools: [name] };
}
