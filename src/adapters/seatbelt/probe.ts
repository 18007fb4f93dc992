import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SandboxReport } from "../../ports/sandbox.ts";
import { seatbeltProfile } from "./profile.ts";

/** What Seatbelt is there to enforce. */
export type Held = Pick<SandboxReport["enforced"], "fsRead" | "fsWrite" | "network">;

/** `$1` is readable, `$2` writable, `$3` neither, `$4` a port. The last line says that it got to its end. */
const ATTACK = `exec 2>/dev/null
cat "$1/file" && echo; cat "$3/secret" && echo
echo x > "$2/written"; echo x > "$1/damage"; echo x > "$3/damage"
(: > "/dev/tcp/127.0.0.1/$4") && echo online
echo end`;

/**
 * Attacks the profile from inside, through `program` (sandbox-exec), and answers what held. What must work
 * and did not counts as not held: then silence says nothing.
 */
export async function attackSeatbelt(program: string): Promise<Held> {
  // The kernel takes connections by itself, so that nobody has to answer while this process waits.
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "legate-seatbelt-")));
  const [shown, work, secret] = [join(folder, "shown"), join(folder, "work"), join(folder, "secret")];
  try {
    for (const path of [shown, work, secret]) mkdirSync(path);
    writeFileSync(join(shown, "file"), "shown");
    writeFileSync(join(secret, "secret"), "secret");
    const profile = seatbeltProfile({ readable: [shown], writable: [work] });
    const attack = ["/bin/bash", "-c", ATTACK, "legate", shown, work, secret, portOf(server)];
    const lines = linesOf(program, ["-p", profile, ...attack]);
    const isReachable = linesOf("/bin/bash", ["-c", REACH, "legate", portOf(server)]).includes("online");
    const damaged = [shown, secret].some((path) => existsSync(join(path, "damage")));
    return {
      fsRead: lines.includes("shown") && lines.includes("end") && !lines.includes("secret"),
      fsWrite: existsSync(join(work, "written")) && lines.includes("end") && !damaged,
      network: isReachable && lines.includes("end") && !lines.includes("online"),
    };
  } finally {
    server.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The control of the last attack, for outside. */
const REACH = ': > "/dev/tcp/127.0.0.1/$1" && echo online';

function linesOf(program: string, args: readonly string[]): readonly string[] {
  const { stdout } = spawnSync(program, args, { env: {}, encoding: "utf8", timeout: 10_000 });
  return (stdout ?? "").split("\n");
}

function portOf(server: Server): string {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("a TCP server listens on a port");
  return String(address.port);
}
