/** Roughly how many tokens a text is, without anybody's tokenizer: four bytes of UTF-8 each, rounded up. */
export function estimatedTokens(text: string): number {
  return Math.ceil(utf8Bytes(text) / 4);
}

/** Bytes of the text in UTF-8; half of a surrogate pair counts as the mark that replaces it. */
export function utf8Bytes(text: string): number {
  let bytes = 0;
  for (const character of text) bytes += bytesOf(character.codePointAt(0) ?? 0);
  return bytes;
}

function bytesOf(codePoint: number): number {
  if (codePoint < 0x80) return 1;
  if (codePoint < 0x800) return 2;
  return codePoint < 0x10000 ? 3 : 4;
}
