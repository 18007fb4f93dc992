import type { Egress, OpenEgress } from "../../ports/egress.ts";
import { createCredential } from "./credential.ts";
import { DecisionLog } from "./decision-log.ts";
import { machineNetwork, type OutsideNetwork } from "./outside-network.ts";
import { proxyEnvironment } from "./proxy-environment.ts";
import { Session, type SessionRules } from "./session.ts";

/** In the command's own network, so it is nobody else's. */
const PORT = 3128;
/** Connections of one call at a time; package managers open some dozens. */
const MOST_CONNECTIONS = 256;

/**
 * A filtering proxy for each call: `CONNECT` to exactly the declared endpoints, at public addresses only,
 * for who has the call's credential. Encrypted traffic passes unread.
 */
export function createEgress(outside: OutsideNetwork = machineNetwork): Egress {
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
    over: (session) => sessions.delete(session),
  };
  return {
    env: proxyEnvironment(`http://${credential.userinfo}@127.0.0.1:${PORT}`),
    outlet: {
      port: PORT,
      accept(connection) {
        if (sessions.size < MOST_CONNECTIONS) sessions.add(new Session(connection, rules));
        else connection.destroy();
      },
    },
    decided: () => log.entries(),
    [Symbol.dispose]() {
      for (const session of sessions) session.close();
    },
  };
}
