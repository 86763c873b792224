import type { Disagreement } from './check/disagreement.js';
import type { Options } from './options.js';
import type { Outcome } from './run.js';

/** Everything that is told at the end. */
export function summaryOf(options: Options, outcome: Outcome) {
  const { tally, books, customers, begun, seconds, disagreements, uncertain } = outcome;
  const { url, seed, concurrency, checkOnly } = options;
  const placed = books.acknowledged?.length ?? 0;
  const statuses = Object.entries(Object.groupBy(books.orders, ({ status }) => status));
  return {
    url,
    ...(!checkOnly && {
      seed,
      concurrency,
      customers,
      begun,
      placed,
      seconds: rounded(seconds),
      ordersPerSecond: rounded(placed / seconds),
    }),
    outcomes: Object.fromEntries(statuses.map(([status, orders]) => [status, orders.length])),
    done: Object.fromEntries(tally.done),
    repeated: Object.fromEntries(tally.repeated),
    latencies: tally.latencies(),
    troubles: tally.troubles,
    check: {
      agrees: disagreements.length === 0,
      othersAtWork: books.othersAtWork,
      read: {
        orders: books.orders.length,
        payments: books.payments.length,
        shipments: books.shipments.length,
        products: books.products.length,
      },
      disagreements,
      uncertain,
    },
  };
}

type Summary = ReturnType<typeof summaryOf>;

export const isGood = ({ check, troubles }: Summary): boolean => check.agrees && troubles.length === 0;

export function asText(summary: Summary): string {
  return [...heading(summary), ...latencyLines(summary), ...troubleLines(summary), ...checkLines(summary), ''].join(
    '\n',
  );
}

function heading({
  seed,
  placed,
  seconds,
  customers,
  ordersPerSecond,
  url,
  outcomes,
  done,
  repeated,
}: Summary): string[] {
  const about =
    seed === undefined
      ? `All orders at ${url}`
      : `${placed} orders of ${customers} customers at ${url} in ${seconds} s: ${ordersPerSecond} orders/s (seed ${seed})`;
  return [about, ...counts('  became', outcomes), ...counts('  on the way', done), ...counts('  sent again', repeated)];
}

function counts(what: string, numbers: Readonly<Record<string, number>>): string[] {
  const listed = Object.entries(numbers).map(([name, number]) => `${number} ${name}`);
  return listed.length === 0 ? [] : [`${what}: ${listed.join(', ')}`];
}

function latencyLines({ latencies }: Summary): string[] {
  const row = (cells: readonly (string | number)[]) =>
    `  ${cells.map((cell, index) => (index === 0 ? String(cell).padEnd(20) : String(cell).padStart(9))).join('')}`;
  const rows = Object.entries(latencies).map(([kind, { requests, p50, p95, p99 }]) =>
    row([kind, requests, p50, p95, p99]),
  );
  return ['', row(['milliseconds', 'requests', 'p50', 'p95', 'p99']), ...rows];
}

function troubleLines({ troubles }: Summary): string[] {
  return troubles.length === 0
    ? []
    : ['', `${troubles.length} shoppers did not get what they should:`, ...troubles.map(indented)];
}

function checkLines({ check: { read, othersAtWork, disagreements, uncertain } }: Summary): string[] {
  const about = `${read.orders} orders, ${read.payments} payments, ${read.shipments} shipments and ${read.products} products`;
  const agreed = othersAtWork ? 'orders, payments and shipments agree' : 'money, stock, orders and shipments agree';
  return [
    '',
    `The check of ${about}: ${disagreements.length === 0 ? agreed : `${disagreements.length} disagreements`}.`,
    ...disagreements.map(sentenceOf).map(indented),
    ...(othersAtWork
      ? ['Somebody else has used the shop meanwhile, so stock and revenue are counted together with theirs.']
      : []),
    ...(uncertain.length === 0 ? [] : ['This may come of that:', ...uncertain.map(sentenceOf).map(indented)]),
  ];
}

const indented = (line: string): string => `  ${line}`;
const sentenceOf = ({ about, id, sentence }: Disagreement): string => `${about}: ${id} ${sentence}`;
const rounded = (number: number): number => Math.round(number * 10) / 10;
