/** The name of the conversation that a worker begins with. */
export function firstTranscript(worker: string): string {
  return `transcript_${worker.slice("worker_".length)}`;
}
