import { counter, gauge, histogram, metricsText, scraped } from './index.js';

const seen = counter('tearline_test_seen_total', 'Seen', ['kind']);
const taken = histogram('tearline_test_taken_seconds', 'Taken', ['kind'], [0.1, 1]);
const waiting = gauge('tearline_test_waiting', 'Waiting', ['queue']);

async function lines(prefix: string): Promise<readonly string[]> {
  return (await metricsText()).split('\n').filter((line) => line.startsWith(prefix));
}

it('counts by label', async () => {
  seen.of({ kind: 'small' }).add();
  seen.of({ kind: 'small' }).add(2);
  seen.of({ kind: 'large "one"' }).add();
  expect(await lines('tearline_test_seen_total')).toEqual([
    'tearline_test_seen_total{kind="small"} 3',
    String.raw`tearline_test_seen_total{kind="large \"one\""} 1`,
  ]);
});

it('sorts what it records into buckets that include the smaller ones', async () => {
  for (const value of [0.1, 0.5, 7]) taken.of({ kind: 'a' }).record(value);
  expect(await lines('tearline_test_taken_seconds')).toEqual([
    'tearline_test_taken_seconds_bucket{kind="a",le="0.1"} 1',
    'tearline_test_taken_seconds_bucket{kind="a",le="1"} 2',
    'tearline_test_taken_seconds_bucket{kind="a",le="+Inf"} 3',
    'tearline_test_taken_seconds_sum{kind="a"} 7.6',
    'tearline_test_taken_seconds_count{kind="a"} 3',
  ]);
});

it('asks for gauges at each scrape, until nobody answers for them', async () => {
  let length = 0;
  const stop = scraped('queue', () => [waiting.at({ queue: 'a' }, ++length)]);
  expect(await lines('tearline_test_waiting')).toEqual(['tearline_test_waiting{queue="a"} 1']);
  expect(await lines('tearline_test_waiting')).toEqual(['tearline_test_waiting{queue="a"} 2']);
  stop();
  expect(await lines('tearline_test_waiting')).toEqual([]);
});

it('shows the last figures, and that they are old, while new ones cannot be had', async () => {
  let answer: () => readonly ReturnType<typeof waiting.at>[] | Promise<never> = () => [waiting.at({ queue: 'a' }, 5)];
  const stop = scraped('queue', () => answer());
  await metricsText();
  answer = () => Promise.reject(new Error('away'));
  expect(await lines('tearline_test_waiting')).toEqual(['tearline_test_waiting{queue="a"} 5']);
  expect(await lines('tearline_metrics_stale')).toEqual(['tearline_metrics_stale{part="queue"} 1']);
  stop();
});

it('does not wait for figures that never come, nor asks for them again', async () => {
  let asked = 0;
  const stop = scraped('queue', () => {
    asked += 1;
    return new Promise<never>(() => {});
  });
  const begun = performance.now();
  await metricsText();
  expect(await lines('tearline_metrics_stale')).toEqual(['tearline_metrics_stale{part="queue"} 1']);
  expect(performance.now() - begun).toBeLessThan(2_000);
  expect(asked).toBe(1);
  stop();
});

it('tells what Node tells', async () => {
  const text = await metricsText();
  for (const name of ['nodejs_eventloop_lag_seconds', 'nodejs_heap_size_used_bytes', 'process_cpu_seconds_total'])
    expect(text).toContain(`# TYPE ${name} `);
});

it('refuses a second instrument of a name, and a name out of form', () => {
  expect(() => gauge('tearline_test_waiting', 'Waiting')).toThrow('declared twice');
  expect(() => gauge('waiting', 'Waiting')).toThrow('not an instrument');
  expect(() => counter('tearline_test_seen', 'Seen')).toThrow('must end in _total');
});
