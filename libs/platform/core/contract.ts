import { z } from 'zod';
import { contextOf } from './stream.js';

/** A message in the language between contexts. */
export interface Fact<Name extends string = string, Data = unknown> {
  readonly type: Name;
  readonly data: Data;
}

/** A versioned public event: its durable name and the schema that everything under that name fulfils. */
export interface Contract<Name extends string = string, Data = unknown> {
  readonly name: Name;
  /** The context that publishes it. */
  readonly context: string;
  readonly schema: z.ZodType<Data>;
  /** The fact under this contract. Data that break the schema throw here, at the publisher. */
  of(data: Data): Fact<Name, Data>;
  /** Reads what a transport delivered; unknown fields are dropped, anything else that breaks the schema throws. */
  parse(data: unknown): Fact<Name, Data>;
}

export interface ContractOptions {
  /** Its data tell of a person: no broker gets them, readers ask the owner. */
  readonly isPersonal?: boolean;
}

const aboutPeople = new Set<string>();

/** Whether facts under this name tell of a person. */
export function isAboutPeople(name: string): boolean {
  return aboutPeople.has(name);
}

/** The data of a contract. */
export type ContractOf<C> = C extends Contract<string, infer Data> ? Data : never;

/** The fact of a contract, or the union of facts of several. */
export type FactOf<C> = C extends Contract<infer Name, infer Data> ? Fact<Name, Data> : never;

/**
 * Declares a contract. Its name reads `<context>.<fact>.v<n>` and is stored and sent for ever.
 *
 * @example
 * export const OrderPlacedV1 = contract('orders.order-placed.v1', z.object({ orderId: z.uuid(), total: money }));
 */
export function contract<const Name extends string, Schema extends z.ZodType>(
  name: Name,
  schema: Schema,
  { isPersonal = false }: ContractOptions = {},
): Contract<Name, z.output<Schema>> {
  if (!isContractName(name)) {
    throw new Error(`"${name}" is not a contract name: it must read <context>.<fact>.v<number>`);
  }
  declared.add(name);
  if (isPersonal) aboutPeople.add(name);
  const parse = (data: unknown) => ({ type: name, data: schema.parse(data) });
  return Object.freeze({
    name,
    context: contextOf(name),
    schema: schema as z.ZodType<z.output<Schema>>,
    of: parse,
    parse,
  });
}

const declared = new Set<string>();

/** The names of the contracts of one context that the loaded modules declare. */
export function contractsOf(context: string): readonly string[] {
  return [...declared].filter((name) => contextOf(name) === context).toSorted();
}

/** Whether a name reads `<context>.<fact>.v<n>`. */
export function isContractName(name: string): boolean {
  return /^[a-z][a-z-]*\.[a-z][a-z-]*\.v[1-9]\d*$/.test(name);
}

/** Money: integer minor units with an ISO 4217 code. */
export const money = z.object({ amount: z.int(), currency: z.string().regex(/^[A-Z]{3}$/) });
export type Money = z.output<typeof money>;
