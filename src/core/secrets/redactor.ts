import type { SecretForm } from "./secret-forms.ts";

/**
 * Takes secrets out of one stream of bytes, however it is cut into pieces. It holds back what could still
 * turn out to be one, so `finish` has the rest. What holds no secret comes out as it went in.
 *
 * A secret is looked for from every byte, so that one that overlaps another is found too. `D1`: whether a
 * match begins at a byte is decided once, when as much has arrived after it as the longest form takes.
 */
export class Redactor {
  readonly #forms: readonly SecretForm[];
  readonly #longest: number;
  /** Bytes that may still begin a secret; of these the first `#hidden` belong to one already. */
  #held = "";
  #hidden = 0;
  /** The last thing that came out was the name of a secret. */
  #inside = false;

  constructor(forms: readonly SecretForm[]) {
    this.#forms = forms;
    this.#longest = Math.max(1, ...forms.map(({ longest }) => longest));
  }

  push(chunk: Uint8Array): Uint8Array {
    const text = this.#held + characters(chunk);
    return this.#through(text, Math.max(0, text.length - this.#longest + 1));
  }

  finish(): Uint8Array {
    return this.#through(this.#held, this.#held.length);
  }

  /** Lets out what comes before `decided`, where every beginning of a secret is known (D1). */
  #through(text: string, decided: number): Uint8Array {
    let out = "";
    let at = this.#hidden;
    for (const { from, to, name } of stretches(this.#forms, text, decided)) {
      if (from > at) {
        out += text.slice(at, from);
        this.#inside = false;
      }
      if (!this.#inside) out += secretMark(name);
      this.#inside = true;
      at = Math.max(at, to);
    }
    if (decided > at) {
      out += text.slice(at, decided);
      this.#inside = false;
    }
    this.#held = text.slice(decided);
    this.#hidden = Math.max(0, at - decided);
    return bytesOf(out);
  }
}

/** What is shown in place of a secret. */
export function secretMark(name: string): string {
  return `{{secret:${name}}}`;
}

interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly name: string;
}

/** Every match that begins before `decided`, by its beginning. */
function stretches(forms: readonly SecretForm[], text: string, decided: number): readonly Stretch[] {
  const found: Stretch[] = [];
  for (const { name, pattern } of forms) {
    pattern.lastIndex = 0;
    for (
      let match = pattern.exec(text);
      match !== null && match.index < decided;
      match = pattern.exec(text)
    ) {
      found.push({ from: match.index, to: match.index + match[0].length, name });
      pattern.lastIndex = match.index + 1;
    }
  }
  return found.sort((a, b) => a.from - b.from || b.to - a.to);
}

const PIECE = 8192;

/** Each byte as the character of its number. */
function characters(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += PIECE) {
    text += String.fromCharCode(...bytes.subarray(at, at + PIECE));
  }
  return text;
}

function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}
