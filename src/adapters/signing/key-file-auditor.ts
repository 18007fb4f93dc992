import { statSync } from "node:fs";
import type { Auditor } from "../../ports/auditor.ts";
import type { Hasher } from "../../ports/hasher.ts";
import { createAuditor } from "./auditor.ts";
import { type AuditKey, auditKey, keyFile, readAuditKey } from "./key-file.ts";

/**
 * Seals with the key of a state directory, also with the one that another process puts in its place: a key that
 * gave way signs nothing more. Rejects with `state-dir-unusable` when there is none that can be used.
 */
export async function createKeyFileAuditor(stateDir: string, hasher: Hasher): Promise<Auditor> {
  const path = keyFile(stateDir);
  const auditorWith = ({ privateKey, handovers }: AuditKey) => createAuditor(privateKey, hasher, handovers);
  let auditor = auditorWith(await auditKey(stateDir));
  let seen = markOf(path);
  const present = () => {
    const mark = markOf(path);
    const replaced = mark === undefined || mark === seen ? undefined : readAuditKey(path);
    if (replaced === undefined) return auditor;
    [auditor, seen] = [auditorWith(replaced), mark];
    return auditor;
  };
  return {
    seal: (at, state) => present().seal(at, state),
    verify: (journal, keys) => auditor.verify(journal, keys),
  };
}

/** Which file it is: the number alone is given again. */
function markOf(path: string): string | undefined {
  const stats = statSync(path, { bigint: true, throwIfNoEntry: false });
  return stats === undefined ? undefined : `${stats.ino} ${stats.mtimeNs}`;
}
