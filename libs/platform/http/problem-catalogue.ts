import { Injectable } from '@nestjs/common';
import { refusalCatalogue, type RefusalDefinition } from '#platform/core';

/** Every refusal that this process may answer with: its own, and those of processes that it passes answers on from. */
@Injectable()
export class ProblemCatalogue {
  private readonly learnt = new Map<string, RefusalDefinition>();

  learn(definitions: readonly RefusalDefinition[]): void {
    for (const definition of definitions) this.learnt.set(definition.code, definition);
  }

  all(): readonly RefusalDefinition[] {
    const known = new Map([...this.learnt, ...refusalCatalogue().map((own) => [own.code, own] as const)]);
    return [...known.values()].toSorted((a, b) => a.code.localeCompare(b.code));
  }
}
