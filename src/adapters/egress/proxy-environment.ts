/** How programs are told of a proxy; some know only one spelling. */
const NAMES = [
  "HTTP_PROXY",
  "HTTPS_PROXY",
  "http_proxy",
  "https_proxy",
  "npm_config_proxy",
  "npm_config_https_proxy",
] as const;

/** What is the command's own, in its own loopback. */
const OWN = "localhost,127.0.0.1,::1";

/** The environment of a command whose way out is the proxy at `url`. */
export function proxyEnvironment(url: string): Readonly<Record<string, string>> {
  return {
    ...Object.fromEntries(NAMES.map((name) => [name, url])),
    NO_PROXY: OWN,
    no_proxy: OWN,
    NODE_USE_ENV_PROXY: "1",
  };
}
