/**
 * True for a name that some file system would take for `.git`: other case, trailing dots and
 * spaces, a stream suffix or the short name `git~1` (NTFS), code points that HFS+ ignores, and
 * compatibility forms. Such a name is refused everywhere, since what is written through it could
 * run later, when somebody uses git there.
 */
export function isGitName(name: string): boolean {
  return name.split("\\").some((part) => GIT_FORM.test(folded(part)));
}

const GIT_FORM = /^(?:\.git|git~\d)[. ]*$/;

/** Ignored by HFS+ when it compares names: joiners, direction marks, the byte order mark. */
const IGNORABLE = /[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/gu;

function folded(part: string): string {
  const plain = part.replaceAll(IGNORABLE, "").normalize("NFKC").replaceAll(IGNORABLE, "").toLowerCase();
  return plain.split(":", 1)[0] ?? "";
}
