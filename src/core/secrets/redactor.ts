import { endOfForm } from "./match-form.ts";
import type { SecretForm } from "./secret-forms.ts";

/**
 * Takes secrets out of one stream of bytes, however it is cut into pieces. It holds back what could still
 * turn out to be one, so `finish` has the rest. What holds no secret comes out as it went in.
 *
 * D1. A secret is looked for from every byte, so that one that overlaps another is found too.
 * D2. Whether one begins at a byte is decided once, when as much has arrived after it as the longest takes.
 */
export class Redactor {
  /** By the pair of bytes that they may begin with. */
  readonly #forms: ReadonlyMap<number, readonly SecretForm[]>;
  readonly #longest: number;
  /** Bytes that may still begin a secret; of these the first `#hidden` belong to one already. */
  #held = new Uint8Array();
  #hidden = 0;
  /** The last thing that came out was the name of a secret. */
  #inside = false;

  constructor(forms: readonly SecretForm[]) {
    this.#forms = byBeginning(forms);
    this.#longest = forms.reduce((longest, form) => Math.max(longest, form.longest), 1);
  }

  push(chunk: Uint8Array): Uint8Array {
    const bytes = joined([this.#held, chunk]);
    return this.#through(bytes, Math.max(0, bytes.length - this.#longest + 1));
  }

  finish(): Uint8Array {
    return this.#through(this.#held, this.#held.length);
  }

  /** Lets out what comes before `decided`, where every beginning of a secret is known (D2). */
  #through(bytes: Uint8Array, decided: number): Uint8Array {
    const out: Uint8Array[] = [];
    let at = this.#hidden;
    for (const { from, to, name } of stretches(this.#forms, bytes, decided)) {
      if (from > at) {
        out.push(bytes.subarray(at, from));
        this.#inside = false;
      }
      if (!this.#inside) out.push(new TextEncoder().encode(secretMark(name)));
      this.#inside = true;
      at = Math.max(at, to);
    }
    if (decided > at) {
      out.push(bytes.subarray(at, decided));
      this.#inside = false;
    }
    this.#held = bytes.slice(decided);
    this.#hidden = Math.max(0, at - decided);
    return joined(out);
  }
}

/** What is shown in place of a secret. */
export function secretMark(name: string): string {
  return `{{secret:${name}}}`;
}

/** One array of all these bytes. */
export function joined(pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(pieces.reduce((length, piece) => length + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly name: string;
}

function byBeginning(forms: readonly SecretForm[]): ReadonlyMap<number, readonly SecretForm[]> {
  const found = new Map<number, SecretForm[]>();
  for (const form of forms) {
    for (const pair of form.begins) found.set(pair, [...(found.get(pair) ?? []), form]);
  }
  return found;
}

/** Every secret that begins before `decided`, by its beginning (D1). */
function stretches(
  forms: ReadonlyMap<number, readonly SecretForm[]>,
  bytes: Uint8Array,
  decided: number,
): readonly Stretch[] {
  const found: Stretch[] = [];
  for (let from = 0; from < decided; from += 1) {
    const candidates = forms.get((bytes[from] ?? 0) * 256 + (bytes[from + 1] ?? 0));
    for (const form of candidates ?? []) {
      const to = endOfForm(form, bytes, from);
      if (to !== undefined) found.push({ from, to, name: form.name });
    }
  }
  return found;
}
