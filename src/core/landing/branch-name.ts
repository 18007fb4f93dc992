/**
 * Whether this may name a branch: narrower than git, so that it is none of its options, its notations or its
 * own names, and no path that leads anywhere.
 */
export function isBranchName(name: string): boolean {
  if (name === "" || name.length > 200 || name === "HEAD" || name === "@") return false;
  if (/^(?:-|refs\/)/.test(name) || /[\p{Cc}\p{Cs} ~^:?*[\\]|\.\.|@\{/u.test(name)) return false;
  return name.split("/").every((part) => part !== "" && !/^\.|\.$|\.lock$/.test(part));
}
