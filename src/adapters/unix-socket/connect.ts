import { connect as open, type Socket } from "node:net";
import { socketAddress } from "./socket-path.ts";

/** Nobody listens there: the file is missing, or its process is gone. Any other error proves nothing. */
const NOBODY = new Set(["ENOENT", "ECONNREFUSED"]);

/** A connection to the socket `name`; nothing when certainly nobody listens. Rejects when that is unknown. */
export async function connectTo(directory: string, name: string): Promise<Socket | undefined> {
  let address: ReturnType<typeof socketAddress>;
  try {
    address = socketAddress(directory, name);
  } catch (error) {
    if (isNobody(error)) return undefined;
    throw error;
  }
  const { promise, resolve, reject } = Promise.withResolvers<Socket | undefined>();
  const socket = open(address.path);
  socket.once("connect", () => resolve(socket));
  socket.once("error", (error) => (isNobody(error) ? resolve(undefined) : reject(error)));
  try {
    return await promise;
  } finally {
    address.close();
  }
}

/** Somebody listens, and has not taken as many connections as the kernel lets wait. */
export function isBusy(error: unknown): boolean {
  return codeOf(error) === "EAGAIN";
}

function isNobody(error: unknown): boolean {
  return NOBODY.has(codeOf(error));
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}
