import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { type AddressInfo, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The host's side of the self-test: things to be attacked, and a look at whether they were hit. */
export interface ProbeGround extends AsyncDisposable {
  /** What the inside is told to attack. */
  readonly targets: ProbeTargets;
  /** Whether anything was written where it must not be, and how many connections arrived. */
  damage(): { readonly written: readonly string[]; readonly connections: number };
  /** Processes of this machine that carry the token. */
  survivors(): readonly number[];
}

export interface ProbeTargets {
  readonly secret: string;
  readonly outside: string;
  readonly shown: string;
  readonly work: string;
  readonly system: string;
  readonly port: number;
  readonly token: string;
}

export async function prepareProbeGround(): Promise<ProbeGround> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "legate-probe-")));
  const [shown, work, secret] = [join(folder, "shown"), join(folder, "work"), join(folder, "secret")];
  for (const path of [shown, work]) mkdirSync(path);
  writeFileSync(secret, "secret");
  writeFileSync(join(shown, "readable"), "readable");
  let connections = 0;
  const count = () =>
    createServer((socket) => {
      connections += 1;
      socket.destroy();
    });
  const [tcp, unix] = [count(), count()];
  await listening(tcp, { host: "127.0.0.1", port: 0 });
  await listening(unix, { path: join(shown, "socket") });
  const token = folder.slice(folder.lastIndexOf("/") + 1);
  const targets = {
    secret,
    shown,
    work,
    token,
    outside: join(folder, "outside"),
    system: `/usr/${token}`,
    port: portOf(tcp),
  };
  return {
    targets,
    damage: () => ({
      written: [targets.outside, targets.system].filter((path) => existsSync(path)),
      connections,
    }),
    survivors: () => processesNaming(token),
    async [Symbol.asyncDispose]() {
      for (const server of [tcp, unix]) server.close();
      for (const pid of processesNaming(token)) process.kill(pid, "SIGKILL");
      for (const path of [folder, targets.system]) rmSync(path, { recursive: true, force: true });
    },
  };
}

function listening(server: Server, where: { host: string; port: number } | { path: string }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject).listen(where, resolve);
    server.unref();
  });
}

function portOf(server: Server): number {
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === "string") throw new Error("a TCP server listens on a port");
  return address.port;
}

/** The token is the script's last argument; ours (the probe's targets) only contain it. */
function processesNaming(token: string): number[] {
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return pids.filter((pid) => argvOf(pid).includes(token)).map(Number);
}

function argvOf(pid: string): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
  } catch {
    return [];
  }
}
