import { type HostEvent, LegateError, type LegateHandle, type WorkerSummary } from "../src/index.ts";
import { stepTeller } from "./step-teller.ts";

/** Ctrl-C ends the workers; the rest of the program sees that they did not come to their end, and tidies up. */
const ctrlC = new AbortController();
process.on("SIGINT", () => {
  if (ctrlC.signal.aborted) process.exit(130);
  ctrlC.abort();
});

process.on("uncaughtException", (error) => {
  console.error(error instanceof LegateError ? `legate: ${error.message}` : error);
  process.exitCode = 1;
});

/** Prints what a worker and those below it do until it rests; the next call goes on where this one stopped. */
export function follower(): (legate: LegateHandle, worker: string) => Promise<WorkerSummary> {
  const tell = stepTeller((line) => console.log(line));
  let after = 0;
  const see = ({ position, stored }: HostEvent) => {
    after = position;
    tell(stored);
  };
  return async (legate, worker) => {
    let closing: Promise<unknown> = Promise.resolve();
    const close = () => {
      closing = legate.close(worker, { reason: "Ctrl-C" }).catch(console.error);
    };
    ctrlC.signal.addEventListener("abort", close, { once: true });
    const atRest = new AbortController();
    const resting = legate.wait(worker).finally(() => atRest.abort());
    for await (const event of legate.hostEvents({ under: worker, after, signal: atRest.signal })) see(event);
    const [rested] = (await resting).workers;
    for await (const event of legate.hostEvents({ under: worker, after, follow: false })) see(event);
    ctrlC.signal.removeEventListener("abort", close);
    await closing;
    if (rested === undefined) throw new LegateError("unknown-worker", `There is no worker ${worker}.`);
    return rested;
  };
}
