import { utf8Bytes } from "./estimated-tokens.ts";

/** The longest beginning of the text that has at most `limit` bytes in UTF-8; no character is cut in two. */
export function cutToBytes(text: string, limit: number): string {
  let bytes = 0;
  let end = 0;
  for (const character of text) {
    bytes += utf8Bytes(character);
    if (bytes > limit) return text.slice(0, end);
    end += character.length;
  }
  return text;
}
