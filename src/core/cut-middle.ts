import { cutToBytes } from "./cut-to-bytes.ts";
import { utf8Bytes } from "./estimated-tokens.ts";

/**
 * The beginning and the end of a text, with a word on how much is missing between them: at most `limit` bytes
 * of it in UTF-8, and no character cut in two. A text that fits stays as it is.
 */
export function cutMiddle(text: string, limit: number): string {
  const bytes = utf8Bytes(text);
  if (bytes <= limit) return text;
  const head = cutToBytes(text, Math.floor((limit * 2) / 3));
  const tail = lastBytes(text, bytes, limit - utf8Bytes(head));
  const missing = bytes - utf8Bytes(head) - utf8Bytes(tail);
  return `${head}\n[… ${missing} bytes left out …]\n${tail}`;
}

function lastBytes(text: string, all: number, limit: number): string {
  let left = all;
  let start = 0;
  for (const character of text) {
    if (left <= limit) break;
    left -= utf8Bytes(character);
    start += character.length;
  }
  return text.slice(start);
}
