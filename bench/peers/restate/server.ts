import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

export interface Running extends AsyncDisposable {
  /** Where invocations are asked for. */
  readonly ingress: string;
  readonly admin: string;
}

const START_WITHIN_MS = 30_000;

/**
 * A server of one node in its default setting, which syncs its log, with the endpoint registered. On
 * loopback only, with everything it keeps below `directory`.
 */
export async function startServer(directory: string): Promise<Running> {
  const [ingressPort, adminPort, nodePort] = await freePorts(3);
  const server = spawn(serverBinary(), ["--base-dir", join(directory, "restate"), "--node-name", "bench"], {
    stdio: ["ignore", "ignore", "inherit"],
    env: {
      ...process.env,
      TMPDIR: directory,
      RESTATE_LISTEN_MODE: "tcp",
      RESTATE_BIND_ADDRESS: `127.0.0.1:${nodePort}`,
      RESTATE_INGRESS__BIND_ADDRESS: `127.0.0.1:${ingressPort}`,
      RESTATE_ADMIN__BIND_ADDRESS: `127.0.0.1:${adminPort}`,
      RESTATE_ADMIN__DISABLE_WEB_UI: "true",
      RESTATE_DISABLE_TELEMETRY: "true",
      RESTATE_LOG_FILTER: "off",
    },
  });
  const endpoint = spawn(process.execPath, [join(import.meta.dirname, "endpoint.ts")], {
    stdio: ["ignore", "ignore", "inherit", "ipc"],
    env: { ...process.env, RESTATE_LOGGING: "ERROR" },
  });
  process.once("exit", () => [server, endpoint].map((child) => child.kill("SIGKILL")));
  process.once("SIGTERM", () => process.exit(1));
  const running = {
    ingress: `http://127.0.0.1:${ingressPort}`,
    admin: `http://127.0.0.1:${adminPort}`,
    [Symbol.asyncDispose]: async () => void (await Promise.all([ended(endpoint), ended(server)])),
  };
  try {
    const [{ port }] = await once(endpoint, "message");
    await answers(`${running.admin}/health`);
    await answers(`${running.ingress}/restate/health`);
    await answers(`${running.admin}/deployments`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ uri: `http://127.0.0.1:${port}` }),
    });
    return running;
  } catch (error) {
    await running[Symbol.asyncDispose]();
    throw error;
  }
}

function serverBinary(): string {
  const name = `@restatedev/restate-server-${process.platform}-${process.arch}`;
  const fromServer = createRequire(
    createRequire(import.meta.url).resolve("@restatedev/restate-server/package.json"),
  );
  return join(fromServer.resolve(`${name}/package.json`), "../bin/restate-server");
}

async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, "127.0.0.1"));
  const ports = await Promise.all(
    servers.map(async (server) => {
      await once(server, "listening");
      const address = server.address();
      return typeof address === "object" && address !== null ? address.port : 0;
    }),
  );
  for (const server of servers) server.close();
  return ports;
}

async function answers(url: string, request: RequestInit = {}): Promise<void> {
  const deadline = performance.now() + START_WITHIN_MS;
  for (;;) {
    const answer = await fetch(url, request).catch(() => undefined);
    const text = await answer?.text();
    if (answer?.ok) return;
    if (performance.now() > deadline) throw new Error(`${url} answers ${answer?.status} ${text}`);
    await pause(50);
  }
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, "exit");
  child.kill("SIGTERM");
  await exited;
}
