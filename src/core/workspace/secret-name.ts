/** Names of files, or of folders on the way to them, that usually hold secrets: an extended regular expression. */
export const SECRET_NAMES =
  "(^|/)(\\.env[^/]*|\\.netrc|\\.npmrc|\\.pypirc|\\.pgpass|\\.git-credentials|\\.(ssh|aws|gnupg|kube|docker)" +
  "|id_(rsa|dsa|ecdsa|ed25519)[^/]*|[^/]*\\.(pem|key|p12|pfx|jks|keystore|kdbx)|[^/]*(secret|credential)[^/]*)(/|$)";

/** Of these, files that are there to be copied and filled in. */
export const EXAMPLE_NAMES = "\\.(example|sample|template)$";

/** Whether a file of this name usually holds secrets, or a folder on the way to it does. */
export function hasSecretName(path: string): boolean {
  return SECRET.test(path) && !EXAMPLE.test(path);
}

const SECRET = new RegExp(SECRET_NAMES, "i");
const EXAMPLE = new RegExp(EXAMPLE_NAMES, "i");
