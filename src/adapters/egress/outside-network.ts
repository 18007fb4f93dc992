import { lookup } from "node:dns/promises";
import { connect, type Socket } from "node:net";

/** How names are resolved and addresses dialed. */
export interface OutsideNetwork {
  /** The addresses of a name; may reject when there are none. */
  resolve(host: string): Promise<readonly string[]>;
  /** Begins to connect to exactly this address. */
  dial(address: string, port: number): Socket;
}

/** The machine's own resolver and network. IPv4 first, which works in more places. */
export const machineNetwork: OutsideNetwork = {
  async resolve(host) {
    const found = await lookup(host, { all: true, order: "ipv4first" });
    return found.map(({ address }) => address);
  },
  dial: (address, port) => connect({ host: address, port }),
};
