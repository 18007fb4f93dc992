import { Resolver } from "node:dns/promises";
import { connect, type Socket } from "node:net";

/** How names are resolved and addresses dialed. */
export interface OutsideNetwork {
  /** The addresses of a name; none when it has none, or nobody answers. */
  resolve(host: string): Promise<readonly string[]>;
  /** Begins to connect to exactly this address. */
  dial(address: string, port: number): Socket;
}

const RESOLVING = { timeout: 4000, tries: 2 };

/**
 * The network of this machine. Names are asked of its name servers alone: its own list of hosts is of no
 * concern to commands, and the system's resolver would let them keep the threads busy that files need.
 * IPv4 comes first, which works in more places.
 */
export function machineNetwork(resolver: Resolver = new Resolver(RESOLVING)): OutsideNetwork {
  return {
    async resolve(host) {
      const answers = await Promise.allSettled([resolver.resolve4(host), resolver.resolve6(host)]);
      return answers.flatMap((answer) => (answer.status === "fulfilled" ? answer.value : []));
    },
    dial: (address, port) => connect({ host: address, port }),
  };
}
