import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { nearest } from "../../core/nearest-name.ts";
import { LegateError } from "../../ports/failure.ts";
import { type AgentRole, parseAgentRole } from "../../wire/agent-role.ts";
import { problemLines } from "../../wire/strict-yaml.ts";
import { userFolder } from "./load-config.ts";
import { readText } from "./read-text.ts";
import { foldersUpToTop } from "./repository-top.ts";

export interface FoundRole {
  readonly role: AgentRole;
  readonly path: string;
  /** The text it was read from. */
  readonly source: string;
}

type Env = Readonly<Record<string, string | undefined>>;

/**
 * The role of that name: the repository's (`.legate/agents`, `.claude/agents`), then the user's. Files
 * are named for their role. Rejects with `bad-input` for a name that nobody has (with the nearest one)
 * and for a file with problems.
 */
export async function findAgentRole(name: string, env: Env, cwd: string): Promise<FoundRole> {
  const folders = roleFolders(env, cwd);
  if (!/^[A-Za-z0-9][\w.-]*$/.test(name)) throw unknownRole(name, [], folders);
  for (const { folder, untrusted } of folders) {
    const path = join(folder, `${name}.md`);
    const text = await readText(path, { untrusted });
    if (text !== undefined) return { role: parsedRole(path, text), path, source: text };
  }
  throw unknownRole(name, await roleNames(folders), folders);
}

interface RoleFolder {
  readonly folder: string;
  readonly untrusted: boolean;
}

function roleFolders(env: Env, cwd: string): readonly RoleFolder[] {
  const ours = foldersUpToTop(cwd).flatMap((top) => [
    join(top, ".legate/agents"),
    join(top, ".claude/agents"),
  ]);
  const config = userFolder(env);
  const home = env["HOME"];
  const users = [
    ...(config === undefined ? [] : [join(config, "agents")]),
    ...(home === undefined || home === "" ? [] : [join(home, ".claude/agents")]),
  ];
  return [
    ...ours.map((folder) => ({ folder, untrusted: true })),
    ...users.map((folder) => ({ folder, untrusted: false })),
  ];
}

function parsedRole(path: string, text: string): AgentRole {
  const read = parseAgentRole(text);
  if (read.ok) return read.value;
  throw new LegateError("bad-input", `The agent role has problems:\n${problemLines(path, read.problems)}`, {
    details: { path, problems: read.problems },
  });
}

async function roleNames(folders: readonly RoleFolder[]): Promise<readonly string[]> {
  const lists = await Promise.all(folders.map(({ folder }) => readdir(folder).catch((): string[] => [])));
  return lists.flat().flatMap((file) => (file.endsWith(".md") ? [file.slice(0, -".md".length)] : []));
}

function unknownRole(name: string, known: readonly string[], folders: readonly RoleFolder[]): LegateError {
  const near = nearest(name, known);
  const hint =
    near === undefined
      ? ` Looked in ${folders.map(({ folder }) => folder).join(", ")}.`
      : ` Did you mean "${near}"?`;
  return new LegateError("bad-input", `There is no agent role "${name}".${hint}`, {
    details: { name, known },
  });
}
