/** What a refusal means to a caller; HTTP and GraphQL map it in one place each. */
export type RefusalKind =
  | 'malformed'
  | 'unauthenticated'
  | 'forbidden'
  | 'not-found'
  | 'conflict'
  | 'precondition-failed'
  | 'invalid'
  | 'too-many'
  | 'unavailable';

/** One line of the error catalogue. */
export interface RefusalDefinition {
  /** Stable and dotted, context or platform part first: `orders.already-dispatched`. */
  readonly code: string;
  readonly kind: RefusalKind;
  /** A sentence that a user can read: what is wrong and what to do. */
  readonly sentence: string;
}

/** A "no" of the domain or of the platform: expected, explained, never retried by a consumer. */
export abstract class Refusal extends Error {
  abstract readonly definition: RefusalDefinition;

  constructor(
    sentence: string,
    /** What a program may want to know; goes to the caller as it is. */
    readonly details: Readonly<Record<string, unknown>> = {},
  ) {
    super(sentence);
    this.name = new.target.name;
  }

  get code(): string {
    return this.definition.code;
  }

  get kind(): RefusalKind {
    return this.definition.kind;
  }
}

const catalogue = new Map<string, RefusalDefinition>();

/**
 * Declares a refusal and enters it in the catalogue; two with one code are an error.
 *
 * @example
 * export class OrderNotFound extends refusal('orders.not-found', 'not-found', 'There is no such order.') {}
 */
export function refusal(code: string, kind: RefusalKind, sentence: string) {
  if (!/^[a-z][a-z-]*(\.[a-z][a-z-]*)+$/.test(code)) throw new Error(`"${code}" is not a dotted error code`);
  if (catalogue.has(code)) throw new Error(`The error code ${code} is declared twice`);
  const definition = Object.freeze({ code, kind, sentence });
  catalogue.set(code, definition);
  return class extends Refusal {
    static readonly definition = definition;
    override readonly definition = definition;

    constructor(details?: Readonly<Record<string, unknown>>) {
      super(sentence, details);
    }
  };
}

/** All refusals that the loaded modules declare, by code. */
export function refusalCatalogue(): readonly RefusalDefinition[] {
  return [...catalogue.values()].toSorted((a, b) => a.code.localeCompare(b.code));
}
