/** The same object with `snake_case` field names in `camelCase`, one level deep: files are written in the one, code in the other. */
export function camelFields<T extends object>(value: T): CamelFields<T> {
  return Object.fromEntries(
    Object.entries(value).map(([key, field]) => [
      key.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase()),
      field,
    ]),
  ) as CamelFields<T>;
}

export type CamelFields<T> = { [K in keyof T as K extends string ? Camel<K> : K]: T[K] };

type Camel<S extends string> = S extends `${infer Head}_${infer Tail}`
  ? `${Head}${Capitalize<Camel<Tail>>}`
  : S;
