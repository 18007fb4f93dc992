import { UNFINISHED, withoutEscapes } from "./visible-text.ts";

/**
 * Passes pieces of a command's output on as text, never cut inside a code point or an escape
 * sequence: what a piece leaves unfinished waits for the next one of its stream.
 */
export function liveOutput(
  onText: (text: string) => void,
): (chunk: Uint8Array, stream: "stdout" | "stderr") => void {
  const streams = { stdout: startStream(), stderr: startStream() };
  return (chunk, stream) => {
    const text = streams[stream](chunk);
    if (text !== "") onText(text);
  };
}

function startStream(): (chunk: Uint8Array) => string {
  const decoder = new TextDecoder();
  let waiting = "";
  return (chunk) => {
    const text = waiting + decoder.decode(chunk, { stream: true });
    const end = text.search(UNFINISHED);
    waiting = end === -1 ? "" : text.slice(end);
    return withoutEscapes(end === -1 ? text : text.slice(0, end));
  };
}
