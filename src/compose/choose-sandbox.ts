import { type BubblewrapOptions, createBubblewrapSandbox } from "../adapters/bubblewrap/sandbox.ts";
import { createSeatbeltSandbox } from "../adapters/seatbelt/sandbox.ts";
import type { Sandbox } from "../ports/sandbox.ts";

/** The sandbox of this kind of machine. Where there is none it is one that refuses, and says what to do. */
export function chooseSandbox(options: BubblewrapOptions, platform = process.platform): Sandbox {
  return platform === "darwin" ? createSeatbeltSandbox() : createBubblewrapSandbox(options);
}
