import { join } from "node:path";
import { replaceOwnFile } from "../../adapters/files/replace-own-file.ts";
import { auditKey, keyFile, keyFileText } from "../../adapters/signing/key-file.ts";
import { publicKeyText } from "../../adapters/signing/public-key.ts";
import { rotatedKey } from "../../adapters/signing/rotate-key.ts";
import { exclusively } from "../../compose/exclusively.ts";
import { stateDirectory } from "../../compose/state-directory.ts";
import { usableStateDirectory } from "../../compose/usable-state-directory.ts";
import type { CommandCall } from "../command.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { namedStateDir } from "../open-runtime.ts";

/** Puts a new key in place of the present one, which signs that it hands over and is then gone for good. */
export async function rotateAuditKey({ context, flags, output }: CommandCall): Promise<ExitCode> {
  const stateDir = await usableStateDirectory(stateDirectory(context.env, namedStateDir(context, flags)));
  const [before, key] = await exclusively(join(stateDir, "audit.lock"), async () => {
    const present = await auditKey(stateDir);
    const next = rotatedKey(present);
    await replaceOwnFile(keyFile(stateDir), keyFileText(next));
    return [present, next].map(({ privateKey }) => publicKeyText(privateKey));
  });
  if (output.json) output.resultJson({ before, key });
  else output.result([`${key} seals from now on; ${before} handed over to it and is gone.`]);
  return EXIT.ok;
}
