import type { EncodedForm, Spelling } from "./encoded-forms.ts";

const NOTHING: readonly Spelling[] = [[]];

/** Where the form ends that begins at `from`, the furthest if there are several; nothing when none does. */
export function endOfForm(
  { parts, between }: EncodedForm,
  bytes: Uint8Array,
  from: number,
): number | undefined {
  let places: readonly number[] = [from];
  for (let index = 0; index < parts.length; index += 1) {
    places = after(places, index === 0 ? NOTHING : between, parts[index] ?? [], bytes);
    if (places.length === 0) return undefined;
  }
  return Math.max(...places);
}

/** Where one of `gaps` and one of `spellings` after it may end. Plain loops: it is asked for every byte. */
function after(
  places: readonly number[],
  gaps: readonly Spelling[],
  spellings: readonly Spelling[],
  bytes: Uint8Array,
): readonly number[] {
  const found: number[] = [];
  for (const place of places) {
    for (const gap of gaps) {
      if (!isAt(gap, bytes, place)) continue;
      for (const spelling of spellings) {
        const end = place + gap.length + spelling.length;
        if (isAt(spelling, bytes, place + gap.length) && !found.includes(end)) found.push(end);
      }
    }
  }
  return found;
}

function isAt(spelling: Spelling, bytes: Uint8Array, from: number): boolean {
  for (let index = 0; index < spelling.length; index += 1) {
    const byte = bytes[from + index];
    if (byte === undefined || spelling[index]?.has(byte) !== true) return false;
  }
  return true;
}
