/**
 * Sends every attack on the way out from inside a sandbox, through ours and through a careless proxy, as
 * whoever starts this file; prints one JSON array. Started by the tests, as root and as a user without
 * rights.
 */
import { connect, createServer } from "node:net";
import { createBubblewrapSandbox } from "../../../src/adapters/bubblewrap/sandbox.ts";
import { createEgress } from "../../../src/adapters/egress/egress.ts";
import type { OutsideNetwork } from "../../../src/adapters/egress/outside-network.ts";
import type { OpenEgress } from "../../../src/ports/egress.ts";
import type { Outlet } from "../../../src/ports/sandbox.ts";
import { carelessProxy } from "./careless-proxy.ts";
import { DECLARED, EGRESS_ATTACKS, HONEST, NAMES } from "./egress-attacks.ts";

export interface EgressAttackResult {
  readonly name: string;
  /** Addresses that were dialed, with their ports. */
  readonly dialed: readonly string[];
  readonly carelesslyDialed: readonly string[];
}

/** Sends each argument, hexadecimal, over a connection of its own, and prints the answers. */
const SEND = [
  "/usr/bin/perl",
  "-MSocket",
  "-e",
  'for (@ARGV) { socket(my $s, AF_INET, SOCK_STREAM, 0); connect($s, sockaddr_in(3128, inet_aton("127.0.0.1"))); syswrite $s, pack("H*", $_); print while <$s> }',
];

const origin = createServer((socket) => socket.on("error", () => {}).end("ORIGIN"));
await new Promise<void>((resolve) => origin.listen(0, "127.0.0.1", resolve));
const sandbox = createBubblewrapSandbox({ hidden: [] });
const work = process.argv[2] ?? "";

const plans = [...EGRESS_ATTACKS, HONEST].map((attack) => {
  const [ours, careless] = [anOutside(), anOutside()];
  const [out, another] = [ours, ours].map((outside) => createEgress(outside).open(DECLARED));
  if (out === undefined || another === undefined) throw new Error("two were opened");
  const requests = attack.requests({ own: credentialOf(out), another: credentialOf(another) });
  return { attack, ours, careless, requests, out };
});
/** Whose connection comes next: they come one after the other, in the order of the requests. */
const order = plans.flatMap((plan) => plan.requests.map(() => plan));
const said = await sendAll((index) => order[index]?.out.outlet.accept);
await sendAll((index) => carelessProxy(order[index]?.careless ?? anOutside()));

const results: EgressAttackResult[] = plans.map(({ attack, ours, careless }) => {
  return { name: attack.name, dialed: ours.dialed, carelesslyDialed: careless.dialed };
});
process.stdout.write(JSON.stringify({ results, said }));
process.exit(0);

function anOutside(): OutsideNetwork & { readonly dialed: string[] } {
  const [dialed, asked]: [string[], string[]] = [[], []];
  return {
    dialed,
    async resolve(host) {
      const answers = NAMES[host] ?? [];
      const turn = asked.filter((name) => name === host).length;
      asked.push(host);
      return answers[Math.min(turn, answers.length - 1)] ?? [];
    },
    dial(address, port) {
      dialed.push(`${address}:${port}`);
      const place = origin.address();
      return connect({ host: "127.0.0.1", port: typeof place === "object" ? (place?.port ?? 0) : 0 });
    },
  };
}

function credentialOf({ env }: OpenEgress): string {
  const { username, password } = new URL(env["HTTPS_PROXY"] ?? "");
  return Buffer.from(`${username}:${password}`).toString("base64");
}

async function sendAll(taker: (index: number) => Outlet["accept"] | undefined): Promise<string> {
  let taken = 0;
  const outcome = await sandbox.run({
    argv: [...SEND, ...plans.flatMap(({ requests }) => requests.map(hex))],
    cwd: work,
    env: {},
    mounts: [{ path: work, mode: "rw" }],
    timeoutMs: 30_000,
    maxOutputBytes: 100_000,
    outlet: { port: 3128, accept: (connection) => taker(taken++)?.(connection) },
  });
  return Buffer.from(outcome.stdout.bytes).toString() + Buffer.from(outcome.stderr.bytes).toString();
}

function hex(request: string): string {
  return Buffer.from(request, "latin1").toString("hex");
}
