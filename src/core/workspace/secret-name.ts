const SECRET = /(?:^|\/)\.env[^/]*(?:\/|$)/i;
const EXAMPLE = /(?:^|\/)\.env\.(?:example|sample|template)$/i;

/** Whether a file of this name usually holds secrets, or a folder on the way to it does. */
export function hasSecretName(path: string): boolean {
  return SECRET.test(path) && !EXAMPLE.test(path);
}
