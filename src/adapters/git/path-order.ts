/** Whether `path` is `folder` or lies in it. Both absolute and canonical. */
export function isSameOrBelow(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith("/") ? folder : `${folder}/`);
}
