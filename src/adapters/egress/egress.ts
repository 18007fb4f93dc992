import type { Egress, OpenEgress } from "../../ports/egress.ts";
import { createCredential } from "./credential.ts";
import { DecisionLog } from "./decision-log.ts";
import { machineNetwork, type OutsideNetwork } from "./outside-network.ts";
import { proxyEnvironment } from "./proxy-environment.ts";
import { Session } from "./session.ts";
import type { SessionRules } from "./session-rules.ts";

/** In the command's own network, so it is nobody else's. */
const PORT = 3128;
/** Connections of one call at a time, each two descriptors here; package managers open some dozens. */
const MOST_CONNECTIONS = 64;

/**
 * A filtering proxy for each call: `CONNECT` to exactly the declared endpoints, at public addresses only,
 * for who has the call's credential. Encrypted traffic passes unread.
 */
export function createEgress(outside: OutsideNetwork = machineNetwork()): Egress {
  return { open: (endpoints) => open(new Set(endpoints), outside) };
}

function open(endpoints: ReadonlySet<string>, outside: OutsideNetwork): OpenEgress {
  const credential = createCredential();
  const log = new DecisionLog();
  const sessions = new Set<Session>();
  const rules: SessionRules = {
    credential,
    endpoints,
    outside,
    note: (target, decision, rule) => log.note(target, decision, rule),
  };
  return {
    env: proxyEnvironment(`http://${credential.userinfo}@127.0.0.1:${PORT}`),
    outlet: {
      port: PORT,
      accept(connection) {
        if (sessions.size >= MOST_CONNECTIONS) return void connection.destroy();
        const session = new Session(connection, rules, () => sessions.delete(session));
        sessions.add(session);
      },
    },
    decided: () => log.entries(),
    [Symbol.dispose]() {
      for (const session of sessions) session.close();
    },
  };
}
