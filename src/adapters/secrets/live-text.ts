import { Redactor } from "../../core/secrets/redactor.ts";
import type { SecretForm } from "../../core/secrets/secret-forms.ts";

/** Text that comes in pieces, told without the secrets in it; `finish` tells what was held back. */
export function liveText(forms: readonly SecretForm[], hear: (text: string) => void) {
  if (forms.length === 0) return { say: hear, finish: () => undefined };
  const redactor = new Redactor(forms);
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  const pass = (bytes: Uint8Array) => {
    const text = decoder.decode(bytes, { stream: true });
    if (text !== "") hear(text);
  };
  return {
    say: (text: string) => pass(redactor.push(new TextEncoder().encode(text))),
    finish: () => pass(redactor.finish()),
  };
}
