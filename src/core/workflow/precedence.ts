import { addAll, addBit, type Bits, hasBit, noBits } from "./bits.ts";
import { componentsOf } from "./components.ts";

/** Whether a node may have ended before another begins: an edge way leads there, loops included. */
export type MayPrecede = (before: number, after: number) => boolean;

/** Linear in edges, times the number of nodes in words of 32. */
export function precedenceOf(successors: readonly (readonly number[])[]): MayPrecede {
  const reached: Bits[] = [];
  for (const members of componentsOf(successors)) {
    const bits = noBits(successors.length);
    const isLoop = members.length > 1 || members.some((member) => successors[member]?.includes(member));
    if (isLoop) for (const member of members) addBit(bits, member);
    for (const to of new Set(members.flatMap((member) => successors[member] ?? []))) {
      addBit(bits, to);
      const below = reached[to];
      if (below !== undefined) addAll(bits, below);
    }
    for (const member of members) reached[member] = bits;
  }
  return (before, after) => {
    const bits = reached[before];
    return bits !== undefined && hasBit(bits, after);
  };
}
