/**
 * A driver that runs a command in the sandbox, says so, and later another one; each line of its standard
 * input begins one. Arguments: the folder of the sockets, its id, its lease, `noted` or not, `=` and the token.
 */
import { createInterface } from "node:readline";
import { createBubblewrapSandbox } from "../../../src/adapters/bubblewrap/sandbox.ts";
import { createSocketPresence } from "../../../src/adapters/unix-socket/presence.ts";
import { parseDriverId } from "../../../src/core/ids.ts";

const [folder = "", name = "", lease = "", noted, token = ""] = process.argv.slice(2);
const mark = token.slice(1); // so that this process itself does not carry it
const id = parseDriverId(name);
if (id === undefined) throw new Error(`${name} is no driver`);
const say = (line: string) => process.stdout.write(`${line}\n`);

const presence = createSocketPresence(folder, { leaseMs: Number(lease), isOurs: noted === "ours" });
const admit = noted === "unnoted" ? {} : { admit: presence.noteTree };
const sandbox = createBubblewrapSandbox({ hidden: [], ...admit });
await sandbox.report();
await presence.announce(id, { onNudge: () => undefined, onEvicted: () => say("evicted") });

const work = import.meta.dirname;
const command = {
  argv: ["/bin/sh", "-c", "echo up; while :; do sleep 1; done", mark],
  cwd: work,
  env: {},
  mounts: [{ path: work, mode: "ro" }],
  timeoutMs: 600_000,
  maxOutputBytes: 1_000,
} as const;
say("ready");
for await (const _ of createInterface({ input: process.stdin })) {
  const onOutput = (chunk: Uint8Array) => void process.stdout.write(chunk);
  void sandbox.run(command, { onOutput }).then(({ ending }) => say(ending));
}
