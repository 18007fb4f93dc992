import { devNull } from "node:os";

/**
 * What every git that Legate starts is told, on the host and in the sandbox alike: nothing of the
 * machine's or the user's configuration, no prompt, no replaced objects, no transport but files.
 * The environment is built from this and never inherited.
 */
export const GIT_ENVIRONMENT: Readonly<Record<string, string>> = {
  LC_ALL: "C",
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_CONFIG_GLOBAL: devNull,
  GIT_ATTR_NOSYSTEM: "1",
  GIT_TERMINAL_PROMPT: "0",
  GIT_OPTIONAL_LOCKS: "0",
  GIT_NO_REPLACE_OBJECTS: "1",
  GIT_NO_LAZY_FETCH: "1",
  GIT_LITERAL_PATHSPECS: "1",
  GIT_ALLOW_PROTOCOL: "file",
  GIT_PROTOCOL_FROM_USER: "0",
};

/** Settings that outrank whatever a repository's own configuration says. */
export const HARDENED_SETTINGS: Readonly<Record<string, string>> = {
  "core.fsmonitor": "false",
  "core.hooksPath": devNull,
  "core.pager": "cat",
  "core.attributesFile": devNull,
  "core.sshCommand": "false",
  "core.askPass": "",
  "core.editor": "false",
  "core.splitIndex": "false",
  "core.untrackedCache": "false",
  "credential.helper": "",
  "diff.ignoreSubmodules": "all",
  "submodule.recurse": "false",
  "status.submoduleSummary": "false",
  "commit.gpgSign": "false",
  "tag.gpgSign": "false",
  "gc.auto": "0",
  "maintenance.auto": "false",
  "safe.bareRepository": "explicit",
  "advice.detachedHead": "false",
};

/** Added where objects or refs are written that must survive a power cut. */
export const DURABLE_SETTINGS: Readonly<Record<string, string>> = {
  "core.fsync": "committed,loose-object,pack,pack-metadata,reference,index",
  "core.fsyncMethod": "fsync",
};

/** Settings as arguments that come before git's subcommand. */
export function asArguments(settings: Readonly<Record<string, string>>): string[] {
  return Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
}

/** The same as environment, for scripts with several git calls. */
export function asEnvironment(settings: Readonly<Record<string, string>>): Record<string, string> {
  const entries = Object.entries(settings);
  const numbered = entries.flatMap(([name, value], index) => [
    [`GIT_CONFIG_KEY_${index}`, name],
    [`GIT_CONFIG_VALUE_${index}`, value],
  ]);
  return { GIT_CONFIG_COUNT: String(entries.length), ...Object.fromEntries(numbered) };
}
