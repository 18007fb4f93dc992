import { appendFileSync } from "node:fs";
import { createServer } from "node:net";
import { onLines } from "../../src/adapters/unix-socket/lines.ts";

// The world outside: a process that no death of a driver touches. It writes down what happens, in the
// order in which it happens, and answers once that is written.
//
//   ledger-process.ts SOCKET

interface Happening {
  /** File of the life in which it happens. */
  readonly file: string;
  readonly line: string;
}

const server = createServer((socket) => {
  socket.on("error", () => socket.destroy());
  onLines(socket, (message) => {
    const { file, line } = message as Happening;
    appendFileSync(file, `${line}\n`);
    socket.write("{}\n");
  });
});
server.listen(process.argv[2], () => process.stdout.write("listening\n"));
