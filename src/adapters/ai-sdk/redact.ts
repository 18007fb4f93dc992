import type { Endpoint } from "./endpoint.ts";

/** Shorter values would blank out ordinary words. */
const SHORTEST_SECRET = 6;

/** The text without the values that only the request should hold: the key, and configured headers. */
export function withoutSecrets(
  text: string,
  endpoint: Pick<Endpoint, "key" | "headers" | "baseURL">,
): string {
  const { key } = endpoint;
  const values = [
    ...(key === undefined ? [] : [{ name: key.variable, value: key.value }]),
    ...Object.entries(endpoint.headers).map(([name, value]) => ({ name, value })),
    ...passwordIn(endpoint.baseURL),
  ];
  return values
    .filter(({ value }) => value.length >= SHORTEST_SECRET)
    .reduce((clean, { name, value }) => clean.replaceAll(value, `{{secret:${name}}}`), text);
}

function passwordIn(baseURL: string) {
  if (!URL.canParse(baseURL)) return [];
  const { password } = new URL(baseURL);
  return password === "" ? [] : [{ name: "password", value: password }];
}
