import { GraphQLScalarType, Kind } from 'graphql';
import { GraphQLError } from 'graphql';

/** A time as ISO 8601 in UTC, the way the platform writes times everywhere: a text, not a `Date`. */
export const DateTime = new GraphQLScalarType<string, string>({
  name: 'DateTime',
  description: 'A time as ISO 8601 in UTC, such as 2026-01-31T12:00:00.000Z.',
  serialize: (value) => text(value),
  parseValue: (value) => time(text(value)),
  parseLiteral: (node) => time(node.kind === Kind.STRING ? node.value : ''),
});

/** A whole number of minor units of a currency, which may be larger than GraphQL's `Int`. */
export const MinorUnits = new GraphQLScalarType<number, number>({
  name: 'MinorUnits',
  description: 'A whole number of the minor units of a currency: 1250 of EUR are 12.50 €.',
  serialize: (value) => wholeNumber(value),
  parseValue: (value) => wholeNumber(value),
  parseLiteral: (node) => wholeNumber(node.kind === Kind.INT ? Number(node.value) : undefined),
});

function text(value: unknown): string {
  if (typeof value === 'string') return value;
  throw new GraphQLError('A time must be a text such as "2026-01-31T12:00:00Z".');
}

function time(value: string): string {
  const milliseconds = Date.parse(value);
  if (Number.isNaN(milliseconds)) throw new GraphQLError('A time must be written like "2026-01-31T12:00:00Z".');
  return new Date(milliseconds).toISOString();
}

function wholeNumber(value: unknown): number {
  if (Number.isSafeInteger(value)) return value as number;
  throw new GraphQLError('An amount must be a whole number of minor units.');
}
