import { whyNotPublic } from "./public-address.ts";

export type ChosenAddress =
  | { readonly allowed: true; readonly address: string }
  | { readonly allowed: false; readonly rule: string };

/**
 * Of what a name was resolved to, once, the address that is dialed. A name of which any address is not
 * public is refused as a whole: it is either a mistake or an attack.
 */
export function chooseAddress(addresses: readonly string[]): ChosenAddress {
  for (const address of addresses) {
    const why = whyNotPublic(address);
    if (why !== undefined) return { allowed: false, rule: `address: ${address} is ${why}` };
  }
  const [address] = addresses;
  return address === undefined
    ? { allowed: false, rule: "address: the name has none" }
    : { allowed: true, address };
}
