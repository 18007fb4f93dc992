import { withoutEscapes } from "./visible-text.ts";

/** Passes pieces of a command's output on as text, never cut inside a code point. */
export function liveOutput(
  onText: (text: string) => void,
): (chunk: Uint8Array, stream: "stdout" | "stderr") => void {
  const decoders = { stdout: new TextDecoder(), stderr: new TextDecoder() };
  return (chunk, stream) => {
    const text = withoutEscapes(decoders[stream].decode(chunk, { stream: true }));
    if (text !== "") onText(text);
  };
}
