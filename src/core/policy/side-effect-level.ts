/** How far an effect reaches, in order: each level includes the ones before it. */
export const SIDE_EFFECT_LEVELS = [
  "none",
  "read_only",
  "workspace_write",
  "process_exec",
  "network",
] as const;
export type SideEffectLevel = (typeof SIDE_EFFECT_LEVELS)[number];

/** True when `level` is no further than `ceiling`. */
export function levelWithin(level: SideEffectLevel, ceiling: SideEffectLevel): boolean {
  return SIDE_EFFECT_LEVELS.indexOf(level) <= SIDE_EFFECT_LEVELS.indexOf(ceiling);
}

export function lowerLevel(a: SideEffectLevel, b: SideEffectLevel): SideEffectLevel {
  return levelWithin(a, b) ? a : b;
}

export function higherLevel(a: SideEffectLevel, b: SideEffectLevel): SideEffectLevel {
  return levelWithin(a, b) ? b : a;
}
