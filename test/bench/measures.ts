import type { Measure } from './measure.js';
import { appendOne } from './measures/append-one.js';
import { appendTen } from './measures/append-ten.js';
import { archive } from './measures/archive.js';
import { cold } from './measures/cold.js';
import { feed } from './measures/feed.js';
import { growth } from './measures/growth.js';
import { hot } from './measures/hot.js';
import { latency } from './measures/latency.js';
import { longStreams } from './measures/long-streams.js';
import { oneAlone } from './measures/one-alone.js';
import { ordersAlone } from './measures/orders-alone.js';
import { orders } from './measures/orders.js';
import { projection } from './measures/projection.js';
import { reads } from './measures/reads.js';
import { rebuild } from './measures/rebuild.js';
import { soak } from './measures/soak.js';
import { split } from './measures/split.js';
import { start } from './measures/start.js';

/** All there are, in the order in which they run. */
export const measures: readonly Measure[] = [
  appendOne,
  appendTen,
  oneAlone,
  hot,
  cold,
  projection,
  rebuild,
  longStreams,
  growth,
  archive,
  feed,
  start,
  reads,
  ordersAlone,
  orders,
  split,
  latency,
  soak,
];

/** Those that were asked for; without a word all that do not take long. */
export function chosen(only: readonly string[] | undefined): readonly Measure[] {
  return measures.filter(({ name, isLong }) => (only === undefined ? !isLong : only.includes(name)));
}
