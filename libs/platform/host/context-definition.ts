import type { Past, PersonalData, ProcessManager } from '#platform/core';
import type { Migration } from '#platform/database';
import type { Publication } from '#platform/feed';

/** What a context tells the platform about itself; everything else is found among its module's providers and controllers. */
export interface ContextDefinition {
  /** Lower-case letters and dashes. Names its schema, its roles, its feed and its settings, for ever. */
  readonly name: string;
  readonly publish?: Publication;
  /** How events are read that older code stored. */
  readonly past?: Past;
  /** What its events hold about people, and when that ends. */
  readonly personalData?: PersonalData;
  readonly processes?: readonly Pick<ProcessManager, 'name' | 'facts'>[];
  readonly entities?: readonly Function[];
  readonly migrations?: readonly Migration[];
}
