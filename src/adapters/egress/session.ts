import type { Socket } from "node:net";
import type { Connection } from "../../ports/sandbox.ts";
import { type Answer, answerText, ESTABLISHED } from "./answer.ts";
import { chooseAddress } from "./choose-address.ts";
import type { Destination } from "./destination.ts";
import { judgeRequest, UNREADABLE } from "./judge-request.ts";
import { readHead } from "./request-head.ts";
import type { SessionRules } from "./session-rules.ts";

type State =
  | { readonly at: "reading"; readonly head: Buffer }
  | { readonly at: "resolving"; readonly target: string }
  | { readonly at: "dialing"; readonly target: string; readonly upstream: Socket }
  | { readonly at: "tunnelling"; readonly upstream: Socket }
  | { readonly at: "closed" };

/** From the first byte of a request to an open tunnel; a tunnel lives as long as its command. */
const LIMIT_MS = 30_000;

/**
 * One connection of a command, from its request to its end.
 *
 * S1. What an event means is said by the state that it meets; one that comes too late means nothing.
 * S2. An answer is written once, and only before the tunnel is open. What goes wrong afterwards closes it.
 * S3. A name is resolved once, and the address that was judged is the one that is dialed.
 * S4. A decision is noted when it is taken: that an allowed connection fails is no denial.
 */
export class Session {
  readonly #client: Connection;
  readonly #rules: SessionRules;
  readonly #over: () => void;
  #state: State = { at: "reading", head: Buffer.alloc(0) };
  readonly #limit: NodeJS.Timeout;
  #ends = 0;

  /** `over` is called when nothing of it is open any more. */
  constructor(client: Connection, rules: SessionRules, over: () => void) {
    this.#client = client;
    this.#rules = rules;
    this.#over = over;
    this.#limit = setTimeout(() => this.#late(), LIMIT_MS);
    client.on("data", this.#heard);
    client.on("error", () => {}); // its close follows
    client.once("close", () => this.#left());
    this.#watch(client);
  }

  /** Ends both sides at once. */
  close(): void {
    const before = this.#state;
    this.#enter({ at: "closed" });
    if ("upstream" in before) before.upstream.destroy();
    this.#client.destroy();
  }

  readonly #heard = (chunk: Buffer) => {
    const state = this.#state;
    if (state.at === "closed") return;
    if (state.at !== "reading") return this.#malformed("bytes behind it");
    const head = Buffer.concat([state.head, chunk]);
    const read = readHead(head);
    if (read.status === "more") this.#enter({ at: "reading", head });
    else if (read.status === "bad") this.#malformed(read.reason);
    else {
      const judged = judgeRequest(read.request, this.#rules);
      if (judged.allowed) this.#resolve(judged.to, judged.target);
      else this.#refuse(judged.target, judged.rule, judged.answer);
    }
  };

  #resolve(to: Destination, target: string): void {
    this.#enter({ at: "resolving", target });
    const resolved = this.#rules.outside.resolve(to.host).catch(() => []);
    void resolved.then((addresses) => {
      if (this.#state.at !== "resolving") return;
      const chosen = chooseAddress(addresses);
      if (chosen.allowed) this.#dial(chosen.address, to.port, target);
      else this.#refuse(target, chosen.rule, addresses.length === 0 ? "502 No address" : "403 Not public");
    });
  }

  #dial(address: string, port: number, target: string): void {
    this.#rules.note(target, "allow", "declared");
    const upstream = this.#rules.outside.dial(address, port);
    this.#enter({ at: "dialing", target, upstream });
    this.#watch(upstream);
    upstream.once("connect", () => this.#tunnel(upstream));
    upstream.on("error", () => this.#lost());
    upstream.once("close", () => this.#lost());
  }

  #tunnel(upstream: Socket): void {
    if (this.#state.at !== "dialing") return;
    this.#enter({ at: "tunnelling", upstream });
    clearTimeout(this.#limit);
    this.#client.off("data", this.#heard);
    this.#client.write(ESTABLISHED);
    this.#client.pipe(upstream).pipe(this.#client);
  }

  /** The command is gone: what it sent last still goes out. */
  #left(): void {
    if (this.#state.at === "tunnelling") this.#state.upstream.destroySoon();
    else this.close();
  }

  /** The outside is gone: an answer while nothing was promised yet, else the end of what was sent. */
  #lost(): void {
    if (this.#state.at === "dialing") this.#answer("502 Cannot be reached");
    if (this.#state.at !== "tunnelling") return;
    this.#enter({ at: "closed" });
    this.#client.end();
  }

  #late(): void {
    if (this.#state.at === "reading") this.#malformed("too slow");
    else if (this.#state.at === "resolving")
      this.#refuse(this.#state.target, "address: no answer", "504 Late");
    else this.#answer("504 Late");
  }

  #malformed(reason: string): void {
    const target = "target" in this.#state ? this.#state.target : UNREADABLE;
    this.#refuse(target, `request: ${reason}`, "400 Bad Request");
  }

  #refuse(target: string, rule: string, answer: Answer): void {
    this.#rules.note(target, "deny", rule);
    this.#answer(answer);
  }

  /** The last word before the end (S2). */
  #answer(answer: Answer): void {
    const before = this.#state;
    if (before.at === "tunnelling" || before.at === "closed") return;
    this.#enter({ at: "closed" });
    if ("upstream" in before) before.upstream.destroy();
    this.#client.end(answerText(answer));
  }

  /** It is over when both its ends are closed. */
  #watch(end: Connection): void {
    this.#ends += 1;
    end.once("close", () => {
      this.#ends -= 1;
      if (this.#ends === 0) this.#over();
    });
  }

  #enter(state: State): void {
    this.#state = state;
    if (state.at === "closed") clearTimeout(this.#limit);
  }
}
