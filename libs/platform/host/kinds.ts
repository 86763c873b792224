import { processKind } from '#platform/consumers';
import { aggregatesOf, type ProcessManager } from '#platform/core';
import { kindOf, type StreamKind } from '#platform/log';
import type { ContextDefinition } from './context-definition.js';

/** All kinds of streams that a context's log holds. */
export function kindsOf({
  name,
  processes = [],
}: Pick<ContextDefinition, 'name' | 'processes'>): readonly StreamKind<unknown>[] {
  const ofProcesses = processes.map((process) => processKind(process as ProcessManager) as StreamKind<unknown>);
  return [...aggregatesOf(name).map((aggregate) => kindOf(aggregate)), ...ofProcesses];
}
