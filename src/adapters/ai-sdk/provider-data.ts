import { z } from "zod";
import type { Json } from "../../core/json.ts";
import type { ProviderOptions } from "./language-model.ts";

const byProvider = z.record(z.string(), z.record(z.string(), z.json()));

/** What a provider said about a part, as the record keeps it; no field when it said nothing. */
export function providerDataOf(metadata: unknown): { readonly providerData?: Json } {
  const read = byProvider.safeParse(withoutAbsent(metadata));
  if (!read.success) return {};
  const said = Object.entries(read.data).filter(([, fields]) => Object.keys(fields).length > 0);
  return said.length === 0 ? {} : { providerData: Object.fromEntries(said) };
}

/** The same, on its way back; a provider ignores what another one said. */
export function providerOptionsOf(data: Json | undefined): { readonly providerOptions?: ProviderOptions } {
  const read = byProvider.safeParse(data);
  return read.success ? { providerOptions: read.data } : {};
}

/** Later pieces add to what earlier ones said about the same block. */
export function mergedMetadata<T extends Readonly<Record<string, object>>>(
  first: T | undefined,
  then: T | undefined,
): T | undefined {
  if (first === undefined || then === undefined) return then ?? first;
  const merged = Object.entries(then).map(([provider, fields]) => [
    provider,
    { ...first[provider], ...fields },
  ]);
  return { ...first, ...Object.fromEntries(merged) };
}

/** Fields that are there but `undefined` are not JSON. */
function withoutAbsent(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}
