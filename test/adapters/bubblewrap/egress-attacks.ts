/** The name that the attacked command may reach, and where it is. */
export const GOOD = { endpoint: "good.example:443", address: "93.184.216.34:443" } as const;

/** What the attacker would reach. */
const EVIL = "93.184.216.99";
const METADATA = "169.254.169.254";

/** Names as the outside resolves them: one answer after the other, the last one stays. */
export const NAMES: Readonly<Record<string, readonly (readonly string[])[]>> = {
  "good.example": [["93.184.216.34"]],
  "evil.example": [[EVIL]],
  "good.example.evil.example": [[EVIL]],
  "evilgood.example": [[EVIL]],
  "private.example": [["10.0.0.1"]],
  "mapped.example": [["::ffff:127.0.0.1"]],
  "ula.example": [["fd00:ec2::254"]],
  "carrier.example": [["100.64.0.1"]],
  "both.example": [["93.184.216.34", "127.0.0.1"]],
  "rebind.example": [["93.184.216.34"], [METADATA]],
  localhost: [["127.0.0.1"]],
};

/** Declared too: that a name was declared does not say where it leads. */
export const DECLARED = [
  GOOD.endpoint,
  ...["private", "mapped", "ula", "carrier", "both", "rebind"].map((name) => `${name}.example:443`),
  "localhost:443",
];

/**
 * Requests that a hostile command sends to its way out, one connection each. Each must not make it dial
 * `dials`; a careless proxy in its place must, or the request proves nothing.
 */
export interface EgressAttack {
  readonly name: string;
  readonly requests: (credentials: Credentials) => readonly string[];
  readonly dials: string;
}

export interface Credentials {
  readonly own: string;
  readonly another: string;
}

const connect = (target: string, credential: string, more = "") =>
  `CONNECT ${target} HTTP/1.1\r\nHost: ${target}\r\nProxy-Authorization: Basic ${credential}\r\n${more}\r\n`;
const to = (name: string, target: string, dials: string): EgressAttack => ({
  name,
  requests: ({ own }) => [connect(target, own)],
  dials,
});

export const EGRESS_ATTACKS: readonly EgressAttack[] = [
  to("another host", "evil.example:443", `${EVIL}:443`),
  to("a name that ends beyond the allowed one", "good.example.evil.example:443", `${EVIL}:443`),
  to("a name that only ends like the allowed one", "evilgood.example:443", `${EVIL}:443`),
  to("another port", "good.example:8443", "93.184.216.34:8443"),
  to("a name cut by NUL", "evil.example\0.good.example:443", `${EVIL}:443`),
  to("the allowed name behind NUL", "evil.example:443\0good.example:443", `${EVIL}:443`),
  to("the allowed address itself", "93.184.216.34:443", GOOD.address),
  to("the loopback by its address", "127.0.0.1:443", "127.0.0.1:443"),
  to("the loopback in short", "127.1:443", "127.0.0.1:443"),
  to("the loopback in decimal", "2130706433:443", "127.0.0.1:443"),
  to("the loopback in hexadecimal", "0x7f000001:443", "127.0.0.1:443"),
  to("the loopback in octal", "0177.0.0.1:443", "127.0.0.1:443"),
  to("the loopback of IPv6", "[::1]:443", "::1:443"),
  to("the loopback by a declared name", "localhost:443", "127.0.0.1:443"),
  to("a cloud's metadata", `${METADATA}:80`, `${METADATA}:80`),
  to("a private address by a declared name", "private.example:443", "10.0.0.1:443"),
  to("an IPv4 address mapped to IPv6", "mapped.example:443", "::ffff:127.0.0.1:443"),
  to("a unique local address", "ula.example:443", "fd00:ec2::254:443"),
  to("a carrier's address", "carrier.example:443", "100.64.0.1:443"),
  to("a name with a public and a private address", "both.example:443", GOOD.address),
  {
    name: "a name that becomes private after it was allowed",
    requests: ({ own }) => [connect("rebind.example:443", own), connect("rebind.example:443", own)],
    dials: `${METADATA}:443`,
  },
  {
    name: "plain http by the whole address",
    requests: ({ own }) => [
      `GET http://good.example:443/ HTTP/1.1\r\nHost: good.example\r\nProxy-Authorization: Basic ${own}\r\n\r\n`,
    ],
    dials: GOOD.address,
  },
  {
    name: "a second request behind the first",
    requests: ({ own }) => [connect("good.example:443", own) + connect("evil.example:443", own)],
    dials: `${EVIL}:443`,
  },
  {
    name: "a second request as the body of the first",
    requests: ({ own }) => {
      const second = connect("evil.example:443", own);
      return [connect("good.example:443", own, `Content-Length: ${second.length}\r\n`) + second];
    },
    dials: `${EVIL}:443`,
  },
  {
    name: "a header that a bare line feed hides",
    requests: ({ own }) => [connect("good.example:443", own, "X: a\nHost: evil.example\r\n")],
    dials: GOOD.address,
  },
  {
    name: "no credential",
    requests: () => ["CONNECT good.example:443 HTTP/1.1\r\nHost: good.example\r\n\r\n"],
    dials: GOOD.address,
  },
  {
    name: "a wrong credential",
    requests: () => [connect("good.example:443", Buffer.from("legate:wrong").toString("base64"))],
    dials: GOOD.address,
  },
  {
    name: "another call's credential",
    requests: ({ another }) => [connect("good.example:443", another)],
    dials: GOOD.address,
  },
  {
    name: "a request that is too long",
    requests: ({ own }) => [connect("good.example:443", own, `X: ${"a".repeat(10_000)}\r\n`)],
    dials: GOOD.address,
  },
];

/** What a command may do: at the end of all attacks it must still work. */
export const HONEST: EgressAttack = to("what it declared", GOOD.endpoint, GOOD.address);
