import type { SandboxReport } from "../../ports/sandbox.ts";

/** What a self-test came to. */
export interface SelfTest {
  readonly report: SandboxReport;
  /**
   * Whether the next one would find the same. One that was killed, had no room for a process or found
   * namespaces forbidden may find something else once that is over.
   */
  readonly isFinal: boolean;
}

/** Tests once and remembers what is final; anything else is tested again by whoever asks next. */
export function keptReport(test: () => Promise<SelfTest>): () => Promise<SandboxReport> {
  let kept: Promise<SandboxReport> | undefined;
  const take = async () => {
    const { report, isFinal } = await test();
    if (!isFinal) kept = undefined;
    return report;
  };
  return () => {
    kept ??= take();
    return kept;
  };
}
