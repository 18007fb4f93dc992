/** Preloaded into a program: what it would send to OpenAI goes to a server on loopback, word for word. */
const real = globalThis.fetch;
const server = process.env["OPENAI_ON_LOOPBACK"] ?? "";
globalThis.fetch = (to, options) =>
  real(String(to).replace(/^https:\/\/api\.openai\.com(?=\/)/, server), options);
