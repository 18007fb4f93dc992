/** What the runtime's own records say of a result: they bear it out, they do not tell, they contradict it. */
export const VERDICTS = ["verified", "unverified", "refuted"] as const;
export type Verdict = (typeof VERDICTS)[number];

/** A verdict, and in words what it rests on. */
export interface Judgement {
  readonly verdict: Verdict;
  readonly why: string;
}
