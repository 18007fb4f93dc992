import { STATUS_NAMES, type StatusName } from "../core/worker/status.ts";
import { badInput, didYouMean } from "./bad-input.ts";

/** A status as `--status` gives it. */
export function statusNamed(text: string): StatusName {
  const found = STATUS_NAMES.find((name) => name === text);
  if (found !== undefined) return found;
  const known = STATUS_NAMES.join(", ");
  throw badInput(
    `--status does not know "${text}"; it takes ${known}.${didYouMean(text, STATUS_NAMES, "")}`.trimEnd(),
  );
}
