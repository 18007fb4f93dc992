import { createPublicKey } from "node:crypto";
import { auditKey } from "../../adapters/signing/key-file.ts";
import { publicKeyText } from "../../adapters/signing/public-key.ts";
import { stateDirectory } from "../../compose/state-directory.ts";
import { usableStateDirectory } from "../../compose/usable-state-directory.ts";
import type { CommandCall } from "../command.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { namedStateDir } from "../open-runtime.ts";

/** Prints the public key of the state directory: PEM, and with `--json` also as seals name it, and those before it. */
export async function auditKeyCommand({ context, flags, output }: CommandCall): Promise<ExitCode> {
  const stateDir = stateDirectory(context.env, namedStateDir(context, flags));
  const { privateKey, handovers } = await auditKey(await usableStateDirectory(stateDir));
  const pem = createPublicKey(privateKey).export({ type: "spki", format: "pem" }).toString();
  const before = handovers.map(({ from }) => from);
  if (output.json) output.resultJson({ key: publicKeyText(privateKey), pem, before });
  else output.raw(pem);
  return EXIT.ok;
}
