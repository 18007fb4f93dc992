/** Whether `path` is `folder` or lies below it. Both absolute and normalised; names are not looked up. */
export function isWithin(path: string, folder: string): boolean {
  return path === folder || isBelow(path, folder);
}

/** Whether `path` lies below `folder`, and is not `folder` itself. */
export function isBelow(path: string, folder: string): boolean {
  return path.startsWith(folder === "/" ? "/" : `${folder}/`) && path !== folder;
}

export function depthOf(path: string): number {
  return path.split("/").filter((name) => name !== "").length;
}
