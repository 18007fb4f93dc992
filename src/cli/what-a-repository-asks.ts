import { join } from "node:path";
import { type GuidanceFiles, REPOSITORY_CONFIG } from "../adapters/files/guidance-files.ts";
import { printRule } from "../core/policy/rule-syntax.ts";
import { parseAgentRole } from "../wire/agent-role.ts";
import { parseProjectConfig } from "../wire/config-file.ts";
import { problemLines, type StrictRead } from "../wire/strict-yaml.ts";
import { badInput } from "./bad-input.ts";

/** What its files are given by trust, one line each. Throws `bad-input` with every problem of every file. */
export function whatItAsks(top: string, files: GuidanceFiles): readonly string[] {
  const read = [...files].map(([name, text = ""]) => asksOf(name, text));
  const problems = read.flatMap(({ name, asks }) =>
    asks.ok ? [] : [problemLines(join(top, name), asks.problems)],
  );
  if (problems.length > 0) throw badInput(`What has problems cannot be trusted:\n${problems.join("\n")}`);
  return read.flatMap(({ name, asks }) => (asks.ok ? asks.value.map((one) => `${name}: ${one}`) : []));
}

function asksOf(name: string, text: string) {
  if (name === REPOSITORY_CONFIG) return { name, asks: configAsks(text) };
  return { name, asks: name.endsWith("AGENTS.md") ? NOTHING : roleAsks(text) };
}

const NOTHING: StrictRead<readonly string[]> = { ok: true, value: [] };

function configAsks(text: string): StrictRead<readonly string[]> {
  const read = parseProjectConfig(text);
  if (!read.ok) return read;
  const { preset, limits } = read.value;
  const asked = Object.entries(limits).map(([limit, value]) => `limits.${limit}: ${value}`);
  return { ok: true, value: [...(preset === undefined ? [] : [`preset: ${preset}`]), ...asked] };
}

function roleAsks(text: string): StrictRead<readonly string[]> {
  const read = parseAgentRole(text);
  if (!read.ok) return read;
  const { preset, allow } = read.value.wider;
  const rules = allow.map((rule) => `goes ahead with ${printRule(rule)}`);
  return { ok: true, value: [...(preset === undefined ? [] : [`acts like the preset ${preset}`]), ...rules] };
}
