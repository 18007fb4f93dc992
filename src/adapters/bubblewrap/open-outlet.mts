// Runs inside the sandbox before a command that has an outlet: opens the port and hands it to the host.
import { createServer } from "node:net";

const server = createServer();
server.listen({ host: "127.0.0.1", port: Number(process.argv[2]) }, () => process.send?.("outlet", server));
// The host has it and has closed the channel: only now may the command start (O1).
process.once("disconnect", () => process.exit(0));
