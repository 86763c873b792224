import { refusal } from '#platform/core';

export class InvalidOperation extends refusal(
  'graphql.invalid-operation',
  'malformed',
  'The GraphQL operation does not fit the schema or cannot be read: the message says where.',
) {}

export class TooComplex extends refusal(
  'graphql.too-complex',
  'malformed',
  'The GraphQL operation asks for too much at once: split it.',
) {}

export class NoIntrospection extends refusal(
  'graphql.no-introspection',
  'forbidden',
  'The schema cannot be looked at here: it is part of the documentation.',
) {}
