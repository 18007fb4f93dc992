/** How a git repository names its objects. */
export const OBJECT_FORMATS = ["sha1", "sha256"] as const;
export type ObjectFormat = (typeof OBJECT_FORMATS)[number];

const SHA1_DIGITS = 40;

/** That of the repository which has an object of this id, in full. */
export function objectFormatOf(id: string): ObjectFormat {
  return id.length === SHA1_DIGITS ? "sha1" : "sha256";
}
