import type { FileHandle } from "node:fs/promises";

/** What a file that is not text seems to be, by its first bytes. */
export async function binaryKind(file: FileHandle): Promise<string> {
  const start = Buffer.alloc(16);
  await file.read(start, 0, start.length, 0);
  const hex = start.toString("hex");
  return SIGNATURES.find(([signature]) => hex.startsWith(signature))?.[1] ?? "unknown kind";
}

const SIGNATURES: readonly (readonly [hex: string, kind: string])[] = [
  ["89504e47", "PNG image"],
  ["ffd8ff", "JPEG image"],
  ["47494638", "GIF image"],
  ["52494646", "RIFF container (WebP, WAV or AVI)"],
  ["25504446", "PDF document"],
  ["504b0304", "zip archive"],
  ["1f8b", "gzip data"],
  ["28b52ffd", "zstd data"],
  ["fd377a585a00", "xz data"],
  ["7f454c46", "ELF program"],
  ["0061736d", "WebAssembly module"],
  ["53514c69746520666f726d61742033", "SQLite database"],
  ["cafebabe", "Java class or Mach-O program"],
  ["fffe", "text in UTF-16 (little endian)"],
  ["feff", "text in UTF-16 (big endian)"],
];
