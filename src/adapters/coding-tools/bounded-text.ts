import type { BoundedOutput } from "../../ports/sandbox.ts";

/** Most bytes of UTF-8 that a tool's `text` holds, about. */
export const TEXT_BYTES = 32 * 1024;

/** Most bytes kept in a tool's `full`. */
export const FULL_BYTES = 16 * 1024 * 1024;

export interface BoundedText {
  readonly text: string;
  /** Whether something was left out. */
  readonly cut: boolean;
}

/** The first and the last part of `text`, `limit` bytes in all, with what was left out said between. */
export function headAndTail(text: string, limit: number): BoundedText {
  const bytes = Buffer.from(text);
  if (bytes.length <= limit) return { text, cut: false };
  const head = cutBefore(bytes, Math.floor(limit / 2));
  const tail = cutAfter(bytes, bytes.length - Math.floor(limit / 2));
  const marker = `[… ${tail - head} bytes left out; the whole output is kept with this call …]`;
  return {
    text: `${bytes.toString("utf8", 0, head)}\n${marker}\n${bytes.toString("utf8", tail)}`,
    cut: true,
  };
}

/** The first part of `text`, at most `limit` bytes, cut between code points. */
export function headOnly(text: string, limit: number): BoundedText {
  const bytes = Buffer.from(text);
  if (bytes.length <= limit) return { text, cut: false };
  return { text: bytes.toString("utf8", 0, cutBefore(bytes, limit)), cut: true };
}

/** As many of the first lines as `limit` bytes hold. */
export function withinBytes(lines: readonly string[], limit: number): readonly string[] {
  let bytes = 0;
  const end = lines.findIndex((line) => {
    bytes += Buffer.byteLength(line) + 1;
    return bytes > limit;
  });
  return end === -1 ? lines : lines.slice(0, end);
}

/** What a sandbox kept of one stream, as text, with a marker where its middle was dropped. */
export function outputText(output: BoundedOutput): string {
  const { bytes, cutAt } = output;
  if (cutAt === undefined) return decoded(bytes);
  const dropped = output.totalBytes - bytes.length;
  return `${decoded(bytes.subarray(0, cutAt))}\n[… ${dropped} bytes were not kept …]\n${decoded(bytes.subarray(cutAt))}`;
}

/** Valid Unicode from any bytes. */
export function decoded(bytes: Uint8Array): string {
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
}

/** The greatest place at or before `at` where a code point starts. */
function cutBefore(bytes: Uint8Array, at: number): number {
  let place = at;
  while (place > 0 && isContinuation(bytes[place])) place--;
  return place;
}

/** The least place at or after `at` where a code point starts. */
function cutAfter(bytes: Uint8Array, at: number): number {
  let place = at;
  while (place < bytes.length && isContinuation(bytes[place])) place++;
  return place;
}

function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0xc0) === 0x80;
}
