import { BlockList, isIP } from "node:net";

type Range = readonly [network: string, prefix: number, what: string];

/** Of IPv4, what is no public unicast address (IANA's special-purpose registry). */
const NOT_PUBLIC_V4: readonly Range[] = [
  ["0.0.0.0", 8, "this network"],
  ["10.0.0.0", 8, "private"],
  ["100.64.0.0", 10, "shared by a carrier"],
  ["127.0.0.0", 8, "loopback"],
  ["169.254.0.0", 16, "link-local, where clouds keep metadata"],
  ["172.16.0.0", 12, "private"],
  ["192.0.0.0", 24, "reserved"],
  ["192.0.2.0", 24, "documentation"],
  ["192.88.99.0", 24, "a relay to IPv6"],
  ["192.168.0.0", 16, "private"],
  ["198.18.0.0", 15, "benchmarks"],
  ["198.51.100.0", 24, "documentation"],
  ["203.0.113.0", 24, "documentation"],
  ["224.0.0.0", 4, "multicast"],
  ["240.0.0.0", 4, "reserved"],
];

/** All of IPv6 that is public at all; mapped and translated IPv4, ULA and link-local lie outside. */
const GLOBAL_V6: Range = ["2000::", 3, "not global"];
/** What of it is not, or leads to an IPv4 address that nobody looked at. */
const NOT_PUBLIC_V6: readonly Range[] = [
  ["2001::", 23, "a protocol's own"],
  ["2001:db8::", 32, "documentation"],
  ["2002::", 16, "an IPv4 address in disguise"],
  ["3fff::", 20, "documentation"],
];

const V4 = NOT_PUBLIC_V4.map((range) => ({ list: blockOf(range, "ipv4"), what: range[2] }));
const V6 = NOT_PUBLIC_V6.map((range) => ({ list: blockOf(range, "ipv6"), what: range[2] }));
const GLOBAL = blockOf(GLOBAL_V6, "ipv6");

/** Why no command may reach this address, or nothing when it is one of the public internet. */
export function whyNotPublic(address: string): string | undefined {
  switch (isIP(address)) {
    case 4:
      return V4.find(({ list }) => list.check(address, "ipv4"))?.what;
    case 6:
      if (!GLOBAL.check(address, "ipv6")) return GLOBAL_V6[2];
      return V6.find(({ list }) => list.check(address, "ipv6"))?.what;
    default:
      return "no address";
  }
}

function blockOf([network, prefix]: Range, family: "ipv4" | "ipv6"): BlockList {
  const list = new BlockList();
  list.addSubnet(network, prefix, family);
  return list;
}
