import { z } from "zod";

/** What can be known of an error, whichever package it came from and however it travelled. */
export interface ProviderError {
  readonly message: string;
  /** Name of the error's class; empty for an error that came as data in a stream. */
  readonly name: string;
  /** HTTP status of a response that was no success, or one the stream named. */
  readonly status?: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** What the provider calls it: its `type` and `code` fields, wherever they stood. */
  readonly labels: readonly string[];
  /** Codes of the operating system or the HTTP client, from the error and all its causes. */
  readonly causeCodes: readonly string[];
  /** Everything it says, for patterns. */
  readonly text: string;
}

const label = z.union([z.string(), z.number()]).nullish().catch(undefined);
const text = z.string().optional().catch(undefined);
const shape = z.object({
  name: text,
  message: text,
  statusCode: z.number().optional().catch(undefined),
  responseHeaders: z.record(z.string(), z.string()).optional().catch(undefined),
  responseBody: text,
  type: label,
  code: label,
});

/** Reads an error as unknown data: packages come in several copies, so `instanceof` says nothing. */
export function readProviderError(thrown: unknown): ProviderError {
  if (typeof thrown === "string") return { ...NOTHING, message: thrown, text: thrown };
  const read = shape.safeParse(fieldsOf(thrown));
  if (!read.success) return { ...NOTHING, message: `an error that says nothing (${String(thrown)})` };
  const { data } = read;
  const message = data.message || data.name || "an error that says nothing";
  const labels = [data.type, data.code, ...labelsIn(data.responseBody)]
    .filter((one) => one != null)
    .map(String);
  const status = statusIn(data.statusCode, labels);
  return {
    message,
    name: data.name ?? "",
    headers: data.responseHeaders ?? {},
    labels,
    causeCodes: causeCodes(thrown),
    text: [message, data.responseBody ?? ""].join("\n"),
    ...(status === undefined ? {} : { status }),
  };
}

const NOTHING = { name: "", headers: {}, labels: [], causeCodes: [], text: "" } as const;

/** The fields of an error are not its own enumerable ones, and may be wrapped in `error`. */
function fieldsOf(thrown: unknown): unknown {
  if (thrown instanceof Error) {
    const { name, message } = thrown;
    return { ...thrown, name, message };
  }
  const wrapped = z.object({ error: z.looseObject({}) }).safeParse(thrown);
  return wrapped.success ? wrapped.data.error : thrown;
}

const labelled = z.object({ type: label, code: label });
const errorBody = z.union([z.object({ error: labelled }), labelled.transform((error) => ({ error }))]);

function labelsIn(body: string | undefined): readonly (string | number | null | undefined)[] {
  if (body === undefined) return [];
  try {
    const read = errorBody.safeParse(JSON.parse(body));
    return read.success ? [read.data.error.type, read.data.error.code] : [];
  } catch {
    return [];
  }
}

/** A status below 400 came with an answer that then turned out bad; some servers stream one as `code`. */
function statusIn(status: number | undefined, labels: readonly string[]): number | undefined {
  if (status !== undefined && status >= 400) return status;
  const streamed = labels.map(Number).find((code) => code >= 400 && code <= 599);
  return streamed;
}

function causeCodes(thrown: unknown): readonly string[] {
  const codes: string[] = [];
  let current = thrown;
  for (let depth = 0; current instanceof Error && depth < 8; depth++) {
    if ("code" in current && typeof current.code === "string") codes.push(current.code);
    current = current.cause;
  }
  return codes;
}
