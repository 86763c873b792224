import { z } from 'zod';
import { contextOf } from './stream.js';

/** A message in the language between contexts. */
export interface Fact<Name extends string = string, Data = unknown> {
  readonly type: Name;
  readonly data: Data;
}

/** A versioned public event: its durable name and the schema that everything under that name fulfils. */
export interface Contract<Name extends string = string, Data = unknown, Personal extends string = string> {
  readonly name: Name;
  /** The context that publishes it. */
  readonly context: string;
  readonly schema: z.ZodType<Data>;
  /** The fields of its data that tell of a person. */
  readonly personal: readonly Personal[];
  /** The fact under this contract. Data that break the schema throw here, at the publisher. */
  of(data: Data): Fact<Name, Data>;
  /** Reads what a transport delivered; unknown fields are dropped, anything else that breaks the schema throws. */
  parse(data: unknown): Fact<Name, Data>;
}

export interface ContractOptions<Personal extends string> {
  /** The fields that tell of a person: no broker gets them, readers who want them ask the owner. */
  readonly personal?: readonly Personal[];
}

const personalFields = new Map<string, readonly string[]>();

/** The fields that tell of a person in facts under this name. */
export function personalFieldsOf(name: string): readonly string[] {
  return personalFields.get(name) ?? [];
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
export function contract<
  const Name extends string,
  Schema extends z.ZodObject,
  const Personal extends keyof z.output<Schema> & string = never,
>(
  name: Name,
  schema: Schema,
  { personal = [] }: ContractOptions<Personal> = {},
): Contract<Name, z.output<Schema>, Personal> {
  if (!isContractName(name)) {
    throw new Error(`"${name}" is not a contract name: it must read <context>.<fact>.v<number>`);
  }
  declared.add(name);
  if (personal.length > 0) personalFields.set(name, personal);
  return contractWith(name, schema, personal);
}

function contractWith<Name extends string, Schema extends z.ZodObject, Personal extends string>(
  name: Name,
  schema: Schema,
  personal: readonly Personal[],
): Contract<Name, z.output<Schema>, Personal> {
  const parse = (data: unknown) => ({ type: name, data: schema.parse(data) });
  return Object.freeze({
    name,
    context: contextOf(name),
    schema: schema as unknown as z.ZodType<z.output<Schema>>,
    personal,
    of: parse,
    parse,
  });
}

/**
 * The contract for a reader whom the people in it do not concern: he never sees its personal fields, and gets its facts by way
 * of a broker like all others, while those who want the fields ask the owner.
 */
export function withoutPersonalData<Name extends string, Data, Personal extends string>({
  name,
  schema,
  personal,
}: Contract<Name, Data, Personal>): Contract<Name, Omit<Data, Personal>, never> {
  const mask = Object.fromEntries(personal.map((field) => [field, true])) as Record<string, never>;
  const rest = (schema as unknown as z.ZodObject).omit(mask);
  return contractWith<Name, z.ZodObject, never>(name, rest, []) as unknown as Contract<
    Name,
    Omit<Data, Personal>,
    never
  >;
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
