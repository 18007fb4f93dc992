/** Status and reason of an answer; the reason is all that many programs show. */
export type Answer = `${number} ${string}`;

/** An answer as it is sent: without a body, and the last thing on its connection. */
export function answerText(answer: Answer): string {
  const login = answer.startsWith("407") ? ['Proxy-Authenticate: Basic realm="legate"'] : [];
  return [`HTTP/1.1 ${answer}`, ...login, "Content-Length: 0", "Connection: close", "", ""].join("\r\n");
}

/** After it the connection is a tunnel. */
export const ESTABLISHED = "HTTP/1.1 200 Connection established\r\n\r\n";
