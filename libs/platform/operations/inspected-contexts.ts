import { Injectable } from '@nestjs/common';
import type { ContextConsumers, Parking } from '#platform/consumers';
import type { EventHistory, StreamKind } from '#platform/log';
import type { ContextDescription } from './context-description.js';

/** What an operator may look into. */
export interface InspectedContext {
  readonly description: ContextDescription;
  readonly history: EventHistory;
  readonly parking: Parking;
  readonly consumers: Pick<ContextConsumers, 'processes' | 'standings' | 'rebuilds'>;
  /** The kinds of streams that the context's code can fold. */
  readonly kinds: readonly StreamKind<unknown>[];
}

/** The contexts of this process by name. The host fills it. */
@Injectable()
export class InspectedContexts extends Map<string, InspectedContext> {}
