import { collectDefaultMetrics, type Metric, Registry } from 'prom-client';
import { type DeclaredInstrument, instruments, type Sample } from './instruments.js';
import { samplesAskedFor } from './scraped.js';

/** The `Content-Type` of the text. */
export const metricsContentType = Registry.PROMETHEUS_CONTENT_TYPE;

let ofNode: Registry | undefined;

/** Everything this process can tell about itself, as Prometheus reads it. Takes no longer than a second. */
export async function metricsText(): Promise<string> {
  const asked = Map.groupBy(await samplesAskedFor(), ({ instrument }) => instrument);
  const registry = new Registry();
  for (const instrument of instruments()) {
    registry.registerMetric(metricOf(instrument, [...instrument.samples(), ...(asked.get(instrument.name) ?? [])]));
  }
  ofNode ??= nodeMetrics();
  return `${await registry.metrics()}\n${await ofNode.metrics()}`;
}

/** What Node tells: memory, garbage collection, the event loop's delay, handles. It is watched from the first scrape on. */
function nodeMetrics(): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return registry;
}

/** An instrument as prom-client writes it; all that it asks of a metric is its name and `get`. */
function metricOf({ name, about, kind }: DeclaredInstrument, samples: readonly Sample[]): Metric {
  const values = [...new Map(samples.map((sample) => [keyOf(sample), valueOf(sample)])).values()];
  const metric = { name, get: () => Promise.resolve({ name, help: about, type: kind, values, aggregator: 'sum' }) };
  return metric as unknown as Metric;
}

/** What two parts of a process tell of the same thing is written once. */
function keyOf({ part, labels }: Sample): string {
  return `${part ?? ''} ${Object.values(labels).join('\n')}`;
}

function valueOf({ instrument, part, labels, value }: Sample) {
  return { metricName: `${instrument}${part ?? ''}`, labels, value };
}
