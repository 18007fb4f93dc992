/** Port meant by a host that names none. */
const DEFAULT_PORT = "443";

/**
 * A host entry of a policy in its one form, `host:port`, lower case and without a trailing dot. An
 * entry without a port means 443 only; `:*` means every port.
 */
export function canonicalHostPattern(pattern: string): string {
  const [, name = pattern, port = DEFAULT_PORT] = /^(.*):(\d+|\*)$/.exec(pattern) ?? [];
  return `${withoutFinalDot(name.toLowerCase())}:${port}`;
}

/** `host:port` of an endpoint a call names, in the same form; nothing when it is not one. */
export function canonicalEndpoint(endpoint: string): string | undefined {
  const [, name, port] = /^([a-z0-9._-]+|\[[0-9a-f:.]+\]):(\d{1,5})$/.exec(endpoint.toLowerCase()) ?? [];
  if (name === undefined || port === undefined || Number(port) > 65_535) return undefined;
  return `${withoutFinalDot(name)}:${Number(port)}`;
}

/** Why no host can match a pattern, however it is compared; nothing when one can. */
export function domainProblem(pattern: string): string | undefined {
  if (/[/\s@]/.test(pattern)) return `"${pattern}": write a host or host:port, without scheme or path`;
  return canonicalHostPattern(pattern).startsWith(":") ? `"${pattern}": no host` : undefined;
}

function withoutFinalDot(name: string): string {
  return name.endsWith(".") ? name.slice(0, -1) : name;
}
