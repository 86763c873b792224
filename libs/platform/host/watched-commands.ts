import type { ModulesContainer } from '@nestjs/core';
import type { ICommandHandler } from '@nestjs/cqrs';
import { Refusal } from '#platform/core';
import { TooMuchContention } from '#platform/log';
import { durations, histogram } from '#platform/metrics';
import { inSpan } from '#platform/observability';
import { ContextModule } from './context.js';
import { ContextRuntime } from './context-runtime.js';
import { handledCommand } from './one-handler-each.js';

const duration = histogram(
  'tearline_command_duration_seconds',
  'How long commands took; a consumer’s only decide, and are appended with its batch. Outcomes: ok, refused, conflict (lost too often against other writers), failed',
  ['context', 'command', 'outcome'],
  durations,
);

/** Has every command of every context measured, and shown in traces, wherever it comes from. */
export function watchCommands(modules: ModulesContainer): void {
  for (const { imports, providers } of modules.values()) {
    const own = [...imports].find(({ metatype }) => metatype === ContextModule)?.providers.get(ContextRuntime);
    if (own === undefined) continue;
    const { name } = own.instance as ContextRuntime;
    for (const { metatype, instance } of providers.values()) {
      const command = typeof metatype === 'function' ? handledCommand(metatype) : undefined;
      if (command !== undefined) watch(name, command.name, instance as ICommandHandler);
    }
  }
}

function watch(context: string, command: string, handler: ICommandHandler): void {
  const execute = handler.execute.bind(handler);
  const span = { attributes: { 'tearline.context': context } };
  const note = (outcome: string, begun: number) => duration.of({ context, command, outcome }).recordSince(begun);
  handler.execute = async (given) => {
    const begun = performance.now();
    try {
      const result: unknown = await inSpan(command, span, () => execute(given));
      note('ok', begun);
      return result;
    } catch (error) {
      note(outcomeOf(error), begun);
      throw error;
    }
  };
}

function outcomeOf(error: unknown): string {
  if (error instanceof TooMuchContention) return 'conflict';
  return error instanceof Refusal && error.kind !== 'unavailable' ? 'refused' : 'failed';
}
