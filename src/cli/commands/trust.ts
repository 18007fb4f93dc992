import { realpath } from "node:fs/promises";
import { join, resolve } from "node:path";
import { digestOf, type GuidanceFiles, guidanceFiles } from "../../adapters/files/guidance-files.ts";
import { repositoryTop } from "../../adapters/files/repository-top.ts";
import { changesSince } from "../../adapters/files/repository-trust.ts";
import { readTrust, writeTrust } from "../../adapters/files/trust-book.ts";
import { exclusively } from "../../compose/exclusively.ts";
import { stateDirectory } from "../../compose/state-directory.ts";
import { usableStateDirectory } from "../../compose/usable-state-directory.ts";
import type { TrustedRepository } from "../../wire/trust-file.ts";
import { badInput } from "../bad-input.ts";
import type { Command, CommandCall } from "../command.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { namedStateDir } from "../open-runtime.ts";
import { oneLine } from "../render/plain-text.ts";
import { whatItAsks } from "../what-a-repository-asks.ts";

export const trust: Command = {
  name: "trust",
  summary: "Let a repository's own configuration and roles widen what its workers may do",
  usage: "[DIR] [options]",
  arguments: { least: 0, most: 1 },
  options: {
    list: { type: "boolean", about: "whom you trust, and what changed since" },
  },
  examples: [
    { command: "legate trust", about: "this repository, with the files as they are now; look at them first" },
    { command: "legate trust --list", about: "all of them; one whose files changed is no longer trusted" },
    { command: "legate untrust ~/work/shop", about: "its own files can only narrow again" },
  ],
  run: (call) => (call.flags.has("list") ? listTrusted(call) : trustRepository(call)),
};

async function trustRepository(call: CommandCall): Promise<ExitCode> {
  const { context, flags, output } = call;
  const top = repositoryTop(resolve(context.cwd, flags.positionals[0] ?? "."));
  if (top === undefined) throw badInput(`${flags.positionals[0] ?? context.cwd} is in no git repository.`);
  const files = await guidanceFiles(top);
  const asks = whatItAsks(top, readable(top, files));
  const path = await realpath(top);
  const digests = Object.fromEntries([...files].map(([name, text]) => [name, digestOf(text ?? "")]));
  const entry: TrustedRepository = { path, at: new Date().toISOString(), files: digests };
  await changeTrust(call, (known) => [...known.filter((one) => one.path !== path), entry]);
  if (output.json) output.resultJson({ ...entry, asks });
  else {
    const names = Object.keys(digests).map((name) => `  ${oneLine(name)}`);
    output.result([
      `trusts ${oneLine(path)} as it is now:`,
      ...names,
      ...asks.map((one) => oneLine(one, 300)),
    ]);
  }
  return EXIT.ok;
}

/** Whoever trusts a file must be able to read it, and so must we. */
function readable(top: string, files: GuidanceFiles): GuidanceFiles {
  if (files.size === 0) throw badInput(`${top} says nothing about its workers: there is nothing to trust.`);
  const unreadable = [...files].flatMap(([name, text]) => (text === undefined ? [join(top, name)] : []));
  if (unreadable.length === 0) return files;
  throw badInput(`These cannot be read as plain files, and so not be trusted: ${unreadable.join(", ")}.`);
}

async function listTrusted({ context, flags, output }: CommandCall): Promise<ExitCode> {
  const known = await readTrust(stateDirectory(context.env, namedStateDir(context, flags)));
  const repositories = [];
  for (const one of known) {
    const changes = changesSince(one, await guidanceFiles(one.path));
    repositories.push({ path: one.path, at: one.at, trusted: changes.length === 0, changes });
  }
  if (output.json) output.resultJson(repositories);
  else {
    output.result(
      repositories.map(({ path, changes }) => {
        return `${changes.length === 0 ? "trusted" : "changed"}  ${oneLine([path, ...changes].join("; "))}`;
      }),
    );
  }
  return EXIT.ok;
}

/** Reads, changes and writes the book of the state directory, alone. */
export async function changeTrust(
  { context, flags }: CommandCall,
  change: (known: readonly TrustedRepository[]) => readonly TrustedRepository[],
): Promise<void> {
  const named = stateDirectory(context.env, namedStateDir(context, flags));
  const stateDir = await usableStateDirectory(named);
  await exclusively(join(stateDir, "trust.lock"), async () =>
    writeTrust(stateDir, change(await readTrust(stateDir))),
  );
}
