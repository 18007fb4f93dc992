import type { Check } from "../render/checks.ts";

const OLDEST = 24;

export function checkNode(version: string): Check {
  const name = "node";
  if (Number.parseInt(version, 10) >= OLDEST) return { name, state: "ok", found: version };
  return {
    name,
    state: "fail",
    found: version,
    fix: `install Node ${OLDEST} or newer from https://nodejs.org`,
  };
}
