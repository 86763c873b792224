import { gauge, type Sample } from '#platform/metrics';
import type pg from 'pg';

const connections = gauge(
  'tearline_database_connections',
  'Connections to the context’s database: in-use, idle, or how many there may be at most',
  ['context', 'state'],
);
const waiting = gauge('tearline_database_waiting', 'Statements that wait for a free connection', ['context']);

/** How a context's pool is used at this moment. */
export function poolSamples(context: string, pool: pg.Pool): readonly Sample[] {
  const { totalCount, idleCount, waitingCount, options } = pool;
  return [
    connections.at({ context, state: 'in-use' }, totalCount - idleCount),
    connections.at({ context, state: 'idle' }, idleCount),
    connections.at({ context, state: 'most' }, options.max),
    waiting.at({ context }, waitingCount),
  ];
}
