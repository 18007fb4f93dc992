declare const value: unique symbol;
const PATH: unique symbol = Symbol("path");

/** A value that a run will know: what it is of, and its fields. Only fields that are declared are there. */
export type Ref<T> = { readonly [PATH]: string; readonly [value]?: T } & Fields<T>;

type Fields<T> = T extends readonly (infer E)[]
  ? { readonly [index: number]: Ref<E> }
  : T extends object
    ? { readonly [K in keyof T]: Ref<T[K]> }
    : unknown;

/** A reference to a name, whose fields are references, too. */
export function refTo<T>(path: string): Ref<T> {
  const target = { [PATH]: path };
  return new Proxy(target, {
    get: (holder, field) =>
      typeof field === "symbol" ? Reflect.get(holder, field) : refTo(inside(path, field)),
  }) as Ref<T>;
}

/** `steps.a.output`, as both languages read it. */
export function pathOf(ref: Ref<unknown>): string {
  return ref[PATH];
}

export function isRef(one: unknown): one is Ref<unknown> {
  return typeof one === "object" && one !== null && PATH in one;
}

function inside(path: string, field: string): string {
  if (/^\d+$/.test(field)) return `${path}[${field}]`;
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(field) ? `${path}.${field}` : `${path}[${JSON.stringify(field)}]`;
}
