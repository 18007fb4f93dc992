/** Where a command wants to go, in its one form. */
export interface Destination {
  readonly host: string;
  readonly port: number;
}

const TARGET = /^([A-Za-z0-9.-]{1,254}):([1-9][0-9]{0,4})$/;
const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
/** How resolvers tell an address from a name: by its last label (127.1, 2130706433, 0x7f000001). */
const NUMERIC_LABEL = /^(?:[0-9]+|0x[0-9a-f]*)$/;

/**
 * The target of a request: a DNS name and a port, in lower case, without a dot at its end. Nothing when
 * it is anything else, above all an address in whatever spelling.
 */
export function readDestination(target: string): Destination | undefined {
  const [, name, digits] = TARGET.exec(target) ?? [];
  if (name === undefined || digits === undefined) return undefined;
  const host = name.toLowerCase().replace(/\.$/, "");
  const port = Number(digits);
  const labels = host.split(".");
  if (port > 65_535 || !labels.every((label) => LABEL.test(label))) return undefined;
  return NUMERIC_LABEL.test(labels.at(-1) ?? "") ? undefined : { host, port };
}

/** As endpoints are declared. */
export function endpointOf({ host, port }: Destination): string {
  return `${host}:${port}`;
}
