import type { Names } from "./names.ts";
import type { Ref } from "./ref.ts";
import type { SchemaOf, ValueOf } from "./schema-type.ts";

/** What steps leave, and what may be said of them, for the compiler. */
export interface CommandValue {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Answer {
  readonly approved: boolean;
  readonly by: string;
  readonly comment: string;
}

export interface Review {
  readonly pass: boolean;
  readonly reason: string;
}

/** What a verification leaves: by a command, or by an agent. */
export type CheckedBy<T> = T extends { readonly review: object } ? Review : CommandValue;
/** What a branch of a map leaves. */
export type BranchOf<W> = W extends { readonly prompt: unknown; readonly output: infer O }
  ? OutputOf<O>
  : W extends { readonly prompt: unknown }
    ? string
    : CheckedBy<W>;
/** What a join leaves: what the steps left that it waits for, as far as they are there. */
export type Joined<T, Steps> = T extends { readonly needs: readonly (infer N)[] }
  ? { readonly [K in N & keyof Steps]: Steps[K] }
  : T extends { readonly needs: infer N }
    ? { readonly [K in keyof N & keyof Steps]: Steps[K] }
    : never;

/** What a workflow is given and what it answers with, for another one that calls it. */
export interface Face {
  readonly given: object;
  readonly outputs: object;
}
/** The values of references and conditions. */
export type ValuesOf<O> = { readonly [K in keyof O]: O[K] extends Ref<infer T> ? T : boolean };

export type OutputOf<O> = O extends SchemaOf ? ValueOf<O> : string;
export type Name<Steps> = keyof Steps & string;
/** A name that no step has yet. */
export type NewName<Id extends string, Steps> = Id extends keyof Steps ? never : Id;
export type With<Steps, Id extends string, O> = Steps & { readonly [K in Id]: O };
/** No field that the options do not have: TypeScript does not look for them in what a function gives. */
export type Exact<T, Options> = T & { readonly [K in Exclude<keyof T, keyof Options>]: never };
/** And no input that the other workflow does not have. */
export type ExactCall<T, Options, Given> = Exact<T, Options> & {
  readonly with?: T extends { readonly with: infer W }
    ? { readonly [K in Exclude<keyof W, keyof Given>]: never }
    : object;
};
export type Said<Inputs, Steps, T> = (names: Names<Inputs, Steps>) => T;
