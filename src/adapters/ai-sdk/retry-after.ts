/**
 * How long the provider asks to wait, in milliseconds: `retry-after-ms`, else `retry-after` as
 * seconds or as an HTTP date. Nothing when it says nothing that can be read.
 */
export function retryAfterMs(headers: Readonly<Record<string, string>>, now: number): number | undefined {
  return (
    milliseconds(headers["retry-after-ms"], 1) ??
    milliseconds(headers["retry-after"], 1000) ??
    untilDate(headers["retry-after"], now)
  );
}

function milliseconds(text: string | undefined, unitMs: number): number | undefined {
  return text !== undefined && /^\s*\d+(\.\d+)?\s*$/.test(text)
    ? Math.ceil(Number(text) * unitMs)
    : undefined;
}

function untilDate(text: string | undefined, now: number): number | undefined {
  const at = text !== undefined && /[a-z]/i.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}
