/** Runs evasions in the sandbox, each of which says when it is up, until somebody kills this process. */
import { createBubblewrapSandbox } from "../../../src/adapters/bubblewrap/sandbox.ts";
import { evasionArgv } from "./evasions.ts";

const [token = "", ...codes] = process.argv.slice(2).map((argument) => argument.replace(/^=/, ""));
const work = import.meta.dirname;
const sandbox = createBubblewrapSandbox({ hidden: [] });
await sandbox.report();
process.stdout.write("ready\n");
const command = { cwd: work, env: {}, timeoutMs: 60_000, maxOutputBytes: 1_000 };
const mounts = [{ path: work, mode: "ro" }] as const;
const onOutput = (chunk: Uint8Array) => process.stdout.write(chunk);
await Promise.all(
  codes.map((code) => sandbox.run({ ...command, mounts, argv: evasionArgv(code, token) }, { onOutput })),
);
