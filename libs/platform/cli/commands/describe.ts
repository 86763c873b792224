import type { Command } from 'commander';
import type { ContextDescription, DescribedConsumer } from '#platform/operations';
import { table } from '../output/table.js';
import type { Bind, Session } from '../session.js';

/** A context together with those who hear it. */
interface DescribedContext extends ContextDescription {
  /** Consumers of other contexts. */
  readonly heardBy: readonly string[];
}

export function addDescribe(program: Command, bind: Bind): void {
  program
    .command('describe')
    .argument('[context]', 'only this one')
    .description('tell what contexts are made of: streams, events, contracts, consumers, and who hears whom')
    .action(bind(describe));
}

async function describe(session: Session, only?: string): Promise<void> {
  const { api } = session;
  const wanted = await api.contexts(only);
  const all = await api.contexts();
  const descriptions = await Promise.all(all.map((name) => api.get<ContextDescription>(`/contexts/${name}`)));
  const contexts = descriptions
    .filter(({ name }) => wanted.includes(name))
    .map((context) => ({ ...context, heardBy: hearersOf(context.name, descriptions) }));
  session.answer({ contexts }, () => contexts.flatMap(linesOf));
}

function hearersOf(name: string, contexts: readonly ContextDescription[]): readonly string[] {
  const others = contexts.filter((context) => context.name !== name);
  const consumers = others.flatMap((context) => context.consumers);
  return consumers.filter(({ hears }) => hears.some(({ context }) => context === name)).map((one) => one.name);
}

function linesOf({ name, streams, contracts, consumers, heardBy }: DescribedContext): readonly string[] {
  return [
    name,
    ...part('Streams', ['category', 'kind', 'events'], streams.map(({ category, kind, events }) => [category, kind, events.join(', ')])), // prettier-ignore
    ...part('Consumers', ['name', 'kind', 'hears'], consumers.map((consumer) => [consumer.name, consumer.kind, heard(consumer)])), // prettier-ignore
    ...part(
      'Publishes',
      ['contract'],
      contracts.map((contract) => [contract]),
    ),
    ...part(
      'Is heard by',
      ['consumer'],
      heardBy.map((consumer) => [consumer]),
    ),
    '',
  ];
}

function part(title: string, headings: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  if (rows.length === 0) return [];
  return [
    '',
    `  ${title}`,
    ...table(headings, rows)
      .slice(1)
      .map((line) => `    ${line}`),
  ];
}

function heard({ hears }: DescribedConsumer): string {
  return hears.map(({ context, types }) => `${context}: ${types.join(', ')}`).join('; ');
}
