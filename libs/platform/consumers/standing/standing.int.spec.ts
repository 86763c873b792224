import { randomUUID } from 'node:crypto';
import type { Position } from '#platform/core';
import { FeedUnavailable } from '#platform/feed';
import type { Labels, Sample } from '#platform/metrics';
import { eventually } from '#test/eventually';
import type { Instance } from '#test/post-office';
import { runPostOffice } from '#test/running-post-office';
import type { Consumer, Source } from '../consumer.js';
import { Progress } from './progress.js';
import { Overviews } from './consumer-standing.js';
import { standingSamples } from './standing-samples.js';

const post = runPostOffice();
const { start } = post;

function valueOf(samples: readonly Sample[], name: string, labels: Labels): number | undefined {
  const wanted = Object.entries(labels);
  const found = samples.filter(
    (sample) =>
      sample.instrument === `tearline_${name}` && wanted.every(([label, value]) => sample.labels[label] === value),
  );
  expect(found.length).toBeLessThanOrEqual(1);
  return found[0]?.value;
}

const reaction = { consumer: 'post.register-parcels', source: 'desk' };

async function lagSeenBy({ consumers }: Instance): Promise<number | undefined> {
  return valueOf(await consumers.samples(), 'consumer_lag_events', reaction);
}

describe('the lag of a consumer', () => {
  it('is nothing when it has handled everything, and true while nobody runs it', async () => {
    const instance = await start(['reaction']);
    await post.office.postLetter(randomUUID());
    await eventually(async () => expect(await lagSeenBy(instance)).toBe(0));
    await instance.stop();
    for (let more = 0; more < 3; more++) await post.office.postLetter(randomUUID());
    expect(await lagSeenBy(instance)).toBe(3);
  });

  it('is seen alike by every instance, and the owner is told apart', async () => {
    const [first, second] = [await start(['reaction']), await start(['reaction'])];
    await post.office.postLetter(randomUUID());
    const owned = async () => {
      const all = await Promise.all([first, second].map(({ consumers }) => consumers.samples()));
      return all.map((samples) => valueOf(samples, 'consumer_owned', { consumer: reaction.consumer }));
    };
    await eventually(async () => expect(new Set(await owned())).toEqual(new Set([0, 1])));
    await eventually(async () => expect([await lagSeenBy(first), await lagSeenBy(second)]).toEqual([0, 0]));
  });

  it('does not hide what a parked stream waits for', async () => {
    post.office.world.reacting = () => {
      throw new Error('poison');
    };
    const { consumers } = await start(['reaction'], { retries: { attempts: 2, first: 10, longest: 20 } });
    await post.office.postLetter(randomUUID());
    await eventually(async () => {
      const samples = await consumers.samples();
      const parked = { consumer: reaction.consumer, status: 'parked' };
      expect(valueOf(samples, 'consumer_held_streams', parked)).toBe(1);
      expect(valueOf(samples, 'consumer_held_events', parked)).toBe(1);
      expect(
        valueOf(samples, 'consumer_last_failure_timestamp_seconds', { consumer: reaction.consumer }),
      ).toBeGreaterThan(Date.now() / 1000 - 60);
    });
  });

  it('tells of the own log how old the oldest event is that waits', async () => {
    const instance = await start(['reaction', 'projection']);
    const letter = randomUUID();
    const { position } = await post.office.postLetter(letter);
    await instance.consumers.reached(new Map([['desk', position]]), performance.now() + 10_000);
    await instance.stop();
    await instance.log.record(
      { category: 'post.note', initial: 0, fold: (n: number) => n, foldKey: '1' },
      letter,
      () => [{ type: 'Noted', data: {} }],
    );
    const own = { consumer: 'post.parcel-view', source: 'log' };
    await eventually(async () => {
      const samples = await instance.consumers.samples();
      expect(valueOf(samples, 'consumer_lag_events', own)).toBeGreaterThan(0);
      expect(valueOf(samples, 'consumer_lag_seconds', own)).toBeGreaterThan(0.2);
    });
  });
});

describe('while a source cannot be asked', () => {
  let head: () => Promise<Position>;
  const source: Source = {
    name: 'elsewhere',
    read: () => Promise.reject(new FeedUnavailable('elsewhere')),
    onNews: () => () => {},
    head: () => head(),
  };
  const watching = () => {
    const { database } = post.office.post;
    const consumer: Consumer = { kind: 'projection', name: 'post.onlooker', sources: [source], handle: async () => {} };
    const progress = new Progress(database);
    const overviews = new Overviews({
      context: 'post',
      consumers: [consumer],
      database,
      progress,
      runsHere: () => false,
      ownerOf: () => undefined,
      haltedBy: () => undefined,
    });
    return { collect: async () => standingSamples('post', await overviews.take()) };
  };
  const up = { context: 'post', source: 'elsewhere' };
  const lag = { consumer: 'post.onlooker', source: 'elsewhere' };

  it.each([
    ['away', () => Promise.reject<Position>(new FeedUnavailable('elsewhere'))],
    ['silent', () => new Promise<Position>(() => {})],
  ])('because it is %s, the lag is what was last known, and it is said', async (_, failing) => {
    const standing = watching();
    head = () => Promise.resolve(7 as Position);
    const before = await standing.collect();
    expect([valueOf(before, 'consumer_source_up', up), valueOf(before, 'consumer_lag_events', lag)]).toEqual([1, 7]);
    head = failing;
    const after = await standing.collect();
    expect([valueOf(after, 'consumer_source_up', up), valueOf(after, 'consumer_lag_events', lag)]).toEqual([0, 7]);
  });

  it('and never could, no lag is made up', async () => {
    head = () => Promise.reject(new FeedUnavailable('elsewhere'));
    const samples = await watching().collect();
    expect([valueOf(samples, 'consumer_source_up', up), valueOf(samples, 'consumer_lag_events', lag)]).toEqual([
      0,
      undefined,
    ]);
  });
});
