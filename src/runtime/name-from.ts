/** The first words of the task, as a name that can be typed. */
export function nameFrom(task: string): string {
  const words = task
    .toLowerCase()
    .normalize("NFKD")
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== "");
  return words.slice(0, 4).join("-").slice(0, 40).replace(/-+$/, "") || "worker";
}
