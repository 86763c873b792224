import type { Ids } from '#platform/core';
import type { ContextHome } from '#platform/database';
import type { ContextDefinition } from './context-definition.js';
import { ContextRuntime } from './context-runtime.js';

/** What the contexts of this process run on, opened and closed. */
export class ContextRuntimes {
  private opening: readonly Promise<ContextRuntime>[] = [];

  open(definition: ContextDefinition, home: ContextHome, ids: Ids): Promise<ContextRuntime> {
    const runtime = ContextRuntime.open(definition, home, ids);
    this.opening = [...this.opening, runtime];
    return runtime;
  }

  /** Closes all that are open or are just being opened: one that could not be opened leaves the others behind. */
  async close(): Promise<void> {
    const outcomes = await Promise.allSettled(this.opening);
    this.opening = [];
    const opened = outcomes.filter((outcome) => outcome.status === 'fulfilled');
    await Promise.all(opened.map(({ value }) => value.close()));
  }
}
