import { normalize } from "node:path";
import { createCodingTools } from "../../src/adapters/coding-tools/coding-tools.ts";
import { parseDriverId, parseWorkerId } from "../../src/core/ids.ts";
import type { Json } from "../../src/core/json.ts";
import { grantingRules } from "../../src/core/policy/approval-rule.ts";
import { compileGlob, escapeGlob } from "../../src/core/policy/glob.ts";
import { canonicalEndpoint } from "../../src/core/policy/network-host.ts";
import { pathForms } from "../../src/core/policy/path-pattern.ts";
import { parseRule, printRule } from "../../src/core/policy/rule-syntax.ts";
import type { ToolScope } from "../../src/ports/toolbox.ts";
import { createTrustingSandbox } from "../../src/testing/trusting-sandbox.ts";
import { parseAgentRole } from "../../src/wire/agent-role.ts";
import { parseAnyWorkerFile } from "../../src/wire/any-worker-file.ts";
import { parseCommand } from "../../src/wire/commands.ts";
import { parseConfig, parseProjectConfig } from "../../src/wire/config-file.ts";
import { modelsAskedFor, parseDriverAnswer, parseDriverSignature } from "../../src/wire/driver-process.ts";
import { readExportHeader, readExportLine } from "../../src/wire/export-lines.ts";
import { parseHarnSnapshot } from "../../src/wire/harn-snapshot.ts";
import { parseApprovalPolicy } from "../../src/wire/policy/approval-policy.ts";
import { parsePolicyRequest } from "../../src/wire/policy/capability-policy.ts";
import { parsePolicyFile } from "../../src/wire/policy-file.ts";
import { decodeRecord } from "../../src/wire/records.ts";
import { scripting } from "../../test/core/policy/call-facts.ts";
import { RECORD_EXAMPLES } from "../../test/wire/record-examples.ts";
import type { Chance } from "../chance.ts";
import { hostileJson, hostileObject, hostileText, mutated } from "./hostile-text.ts";

/** Something that takes what strangers write. Answers with what is wrong; a throw is wrong, too. */
export interface Target {
  readonly name: string;
  /** How often it is tried in proportion to the others. */
  readonly share: number;
  readonly attempt: (chance: Chance) => string | undefined | Promise<string | undefined>;
}

const ROOT = "/workspace";
const FIELDS = [
  ..."type by reason approval surface text mode policy report slice from version format task model preset".split(
    " ",
  ),
  ..."path pattern content edits old_text new_text argv command cwd timeout_ms offset limit glob tools use".split(
    " ",
  ),
  ..."deny ask allow writeAllow otherwise approvers needed sideEffects workspaceRoots networkHosts budgets".split(
    " ",
  ),
];
const COMMANDS = [
  "approve",
  "deny",
  "send",
  "close",
  "narrow",
  "resume",
  "child-settled",
  "budget-grant",
  "drop",
];
const PLACE = { directory: ROOT, repo: ROOT } as const;
const FILE =
  'task: Fix it\nmodel: a/b\npreset: edit\npolicy: { sideEffects: read_only }\napprovals:\n  deny: ["Edit(src/**)"]\nlimits: { maxTurns: 3 }\n';
const ROLE = "---\nname: a\ndescription: b\ntools: Read, Bash(git *)\n---\nBody\n";

/** Readers with a hole, which must be found: `--defect NAME`. */
export const FUZZ_DEFECTS: Readonly<Record<string, Target>> = {
  "joined-paths": {
    name: "paths, joined without a look",
    share: 15,
    attempt: (chance) => {
      const path = normalize(`${ROOT}/${hostileText(chance)}`);
      return path === ROOT || path.startsWith(`${ROOT}/`) ? undefined : `leads out: ${JSON.stringify(path)}`;
    },
  },
  "plain-json": {
    name: "messages, read without a check",
    share: 8,
    attempt: (chance) => {
      const { by } = JSON.parse(mutated(chance, '{"type": "close", "by": "ada"}')) as { readonly by: string };
      return by.length >= 0 ? undefined : "";
    },
  },
};

export function fuzzTargets(scope: ToolScope): readonly Target[] {
  const toolbox = createCodingTools({ sandbox: createTrustingSandbox() });
  return [
    { name: "ids", share: 20, attempt: (chance) => ids(hostileText(chance)) },
    { name: "globs", share: 10, attempt: (chance) => globs(chance) },
    { name: "rules", share: 20, attempt: (chance) => rules(chance) },
    { name: "paths", share: 15, attempt: (chance) => paths(hostileText(chance)) },
    { name: "hosts", share: 10, attempt: (chance) => hosts(hostileText(chance, 3)) },
    { name: "commands", share: 8, attempt: (chance) => commands(chance) },
    { name: "driver protocol", share: 5, attempt: (chance) => driverProtocol(chance) },
    { name: "records", share: 6, attempt: (chance) => records(chance) },
    { name: "export lines", share: 3, attempt: (chance) => exportLines(chance) },
    { name: "policies", share: 2, attempt: (chance) => policies(chance) },
    { name: "files", share: 1, attempt: (chance) => files(chance) },
    { name: "tool arguments", share: 2, attempt: (chance) => toolArguments(toolbox, scope, chance) },
  ];
}

function ids(text: string): string | undefined {
  for (const id of [parseWorkerId(text), parseDriverId(text)])
    if (id !== undefined && !/^(?:worker|driver)_[0-9a-f-]{36}$/.test(id))
      return `took the id ${JSON.stringify(id)}`;
  return undefined;
}

function globs(chance: Chance): string | undefined {
  const pattern = hostileText(chance);
  const text = hostileText(chance);
  for (const mode of ["names", "paths"] as const) {
    const glob = compileGlob(pattern, mode);
    if (glob.ok) glob.matches(text);
    const exact = compileGlob(escapeGlob(text), mode);
    if (exact.ok && !exact.matches(text))
      return `an escaped text does not match itself: ${JSON.stringify(text)}`;
  }
  return undefined;
}

function rules(chance: Chance): string | undefined {
  const text = chance.happens(0.5) ? mutated(chance, "Bash(git log *)") : hostileText(chance);
  const parsed = parseRule(text);
  if (!parsed.ok) return undefined;
  const again = parseRule(printRule(parsed.rule));
  if (again.ok && JSON.stringify(again.rule) !== JSON.stringify(parsed.rule))
    return `a rule is printed as another one: ${text}`;
  if (parsed.rule.condition?.on !== "command") return undefined;
  const granted = grantingRules([parsed.rule], scripting(hostileText(chance)), { workspaceRoot: ROOT });
  return granted === undefined ? undefined : `a rule for a program gives a script: ${text}`;
}

function paths(text: string): string | undefined {
  const forms = pathForms(text, { workspaceRoot: ROOT });
  const absolute = forms?.absolute;
  if (absolute === undefined) return undefined;
  const sound =
    absolute.startsWith("/") && !absolute.split("/").some((part) => part === ".." || part === ".");
  if (!sound || absolute.includes("\0")) return `took the path ${JSON.stringify(text)}`;
  if (!text.startsWith("/") && absolute !== ROOT && !absolute.startsWith(`${ROOT}/`))
    return `a relative path leads out: ${text}`;
  return undefined;
}

function hosts(text: string): string | undefined {
  const endpoint = canonicalEndpoint(text);
  return endpoint === undefined || /^[^\s/\0]+$/.test(endpoint)
    ? undefined
    : `took the host ${JSON.stringify(text)}`;
}

function commands(chance: Chance): string | undefined {
  const body = {
    ...hostileObject(chance, FIELDS),
    ...(chance.happens(0.8) ? { type: chance.any(COMMANDS) ?? "" } : {}),
  };
  const command = parseCommand(body);
  return command === undefined || COMMANDS.includes(command.type)
    ? undefined
    : `took the command ${command.type}`;
}

function driverProtocol(chance: Chance): string | undefined {
  parseDriverAnswer(hostileJson(chance, FIELDS));
  modelsAskedFor(hostileJson(chance, FIELDS));
  parseDriverSignature(
    chance.happens(0.5) ? hostileText(chance) : JSON.stringify(hostileJson(chance, FIELDS)),
  );
  return undefined;
}

const KEPT = Object.values(RECORD_EXAMPLES).map(({ type, ...data }) => ({
  type,
  data: JSON.stringify(data),
}));

function records(chance: Chance): string | undefined {
  const kept = chance.any(KEPT);
  if (kept === undefined) return undefined;
  const data = chance.happens(0.7) ? mutated(chance, kept.data) : JSON.stringify(hostileJson(chance, FIELDS));
  const type = chance.happens(0.9) ? kept.type : hostileText(chance, 1);
  const decoded = decodeRecord({ type, v: chance.below(4), data }, () => undefined);
  return decoded.ok && decoded.record.type !== type
    ? `a record of type ${type} is read as ${decoded.record.type}`
    : undefined;
}

function exportLines(chance: Chance): string | undefined {
  const line = chance.happens(0.5) ? hostileText(chance) : JSON.stringify(hostileJson(chance, FIELDS));
  readExportHeader(line);
  readExportLine(line);
  return undefined;
}

function policies(chance: Chance): string | undefined {
  const value: Json = hostileObject(chance, FIELDS);
  parsePolicyRequest(value, { directory: ROOT });
  parseApprovalPolicy(value);
  parseHarnSnapshot(value);
  return undefined;
}

function files(chance: Chance): string | undefined {
  const text = chance.happens(0.7) ? mutated(chance, FILE) : hostileText(chance, 12);
  parseAnyWorkerFile(text, PLACE, chance.any([undefined, "harn", "legate"]));
  parsePolicyFile(text, ROOT);
  parseConfig(text);
  const project = parseProjectConfig(text);
  parseAgentRole(mutated(chance, ROLE));
  return project.ok && "providers" in project.value ? "a repository names a provider" : undefined;
}

async function toolArguments(
  toolbox: ReturnType<typeof createCodingTools>,
  scope: ToolScope,
  chance: Chance,
): Promise<string | undefined> {
  const tool = chance.any(toolbox.list());
  if (tool === undefined) return undefined;
  const prepared = await tool.prepare(hostileObject(chance, FIELDS), scope);
  if (!prepared.ok) return undefined;
  const { root } = scope.workspace;
  const stray = prepared.facts.paths.find(({ path }) => path !== root && !path.startsWith(`${root}/`));
  return stray === undefined
    ? undefined
    : `${tool.description.name} would touch ${JSON.stringify(stray.path)}`;
}
