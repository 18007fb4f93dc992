/** Every `of`-th point, beginning with the `index`-th (from 1): so that several processes share one sweep. */
export interface Shard {
  readonly index: number;
  readonly of: number;
}

/** Reads `I/N`, or answers nothing for what is none. */
export function shardFrom(text: string): Shard | undefined {
  const [, index, of] = /^(\d+)\/(\d+)$/.exec(text) ?? [];
  const shard = { index: Number(index), of: Number(of) };
  return shard.index >= 1 && shard.index <= shard.of ? shard : undefined;
}
