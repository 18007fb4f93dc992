/** What a client sent so far: not all of it, something that is no request, or one. */
export type ReadHead =
  | { readonly status: "more" }
  | { readonly status: "bad"; readonly reason: string }
  | { readonly status: "read"; readonly request: RequestHead };

export interface RequestHead {
  readonly method: string;
  readonly target: string;
  readonly authorization?: string;
}

const MOST_BYTES = 8 * 1024;
const END = "\r\n\r\n";
const REQUEST_LINE = /^([A-Z]{1,20}) ([!-~]+) HTTP\/1\.[01]$/;
const HEADER = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*(.*?)[ \t]*$/;

/**
 * Reads one request without a body, strictly: printable ASCII, one line ending, at most 8 KiB, and nothing
 * behind it, since what a lenient reader would skip is where a second request hides.
 */
export function readHead(bytes: Buffer): ReadHead {
  const text = bytes.toString("latin1");
  const end = text.indexOf(END);
  if (/[^\t\r\n -~]/.test(end < 0 ? text : text.slice(0, end))) return bad("a byte that no request has");
  if (bytes.length > MOST_BYTES) return bad(`longer than ${MOST_BYTES} bytes`);
  if (end < 0) return { status: "more" };
  if (end + END.length < text.length) return bad("bytes behind it");
  return readLines(text.slice(0, end).split("\r\n"));
}

function readLines([first = "", ...rest]: readonly string[]): ReadHead {
  const [, method, target] = REQUEST_LINE.exec(first) ?? [];
  if (method === undefined || target === undefined) return bad("its first line");
  const headers = rest.map((line) => HEADER.exec(line));
  if (rest.some((line) => /[\r\n]/.test(line)) || headers.includes(null)) return bad("a malformed header");
  const named = (name: string) =>
    headers.flatMap((header) => (header?.[1]?.toLowerCase() === name ? [header[2] ?? ""] : []));
  if ([...named("content-length"), ...named("transfer-encoding")].length > 0) return bad("a body");
  const [authorization, second] = named("proxy-authorization");
  if (second !== undefined) return bad("two credentials");
  return {
    status: "read",
    request: { method, target, ...(authorization === undefined ? {} : { authorization }) },
  };
}

function bad(reason: string): ReadHead {
  return { status: "bad", reason };
}
