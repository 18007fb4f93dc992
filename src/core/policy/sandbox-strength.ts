/**
 * How much of the machine an effect must at least be kept from, weakest first: nothing; files and
 * processes (`files`); these, the network and dangerous system calls (`full`).
 */
export const SANDBOX_STRENGTHS = ["none", "files", "full"] as const;
export type SandboxStrength = (typeof SANDBOX_STRENGTHS)[number];

/** True when a sandbox of strength `have` is enough for a policy that demands `need`. */
export function sandboxSuffices(have: SandboxStrength, need: SandboxStrength): boolean {
  return SANDBOX_STRENGTHS.indexOf(have) >= SANDBOX_STRENGTHS.indexOf(need);
}

export function strongerSandbox(a: SandboxStrength, b: SandboxStrength): SandboxStrength {
  return sandboxSuffices(a, b) ? a : b;
}
