import { randomUUID } from 'node:crypto';
import { positionFrom } from '#platform/core';
import { TooMuchContention } from '#platform/log';
import { eventually } from '#test/eventually';
import type { Role } from '#test/post-office';
import { runPostOffice } from '#test/running-post-office';
import { HeldStreams } from './held-streams.js';
import { onlyLane } from '../lanes/lanes.js';

const retries = { attempts: 3, first: 10, longest: 40 };

const post = runPostOffice();
const { start } = post;

const letterStream = (letter: string) => `desk.letter-${letter}`;

/** The reaction to this letter fails as often as told; answers how often it was tried. */
function failing(letter: string, times: number, error = new Error('poison')): { tries: number } {
  const count = { tries: 0 };
  post.office.world.reacting = (letterId) => {
    if (letterId !== letter) return;
    count.tries += 1;
    if (count.tries <= times) throw error;
  };
  return count;
}

async function parked(letter: string, events: number) {
  await eventually(async () =>
    expect(await post.office.held(letterStream(letter))).toEqual([
      { status: 'parked', attempts: 3, error: 'Error: poison', events },
    ]),
  );
}

/** As a person does who has mended the cause. */
function resume(letter: string) {
  return post.office.post.database.query(
    `update held_streams set status = 'due', attempts = 0, due_at = clock_timestamp() where stream = $1`,
    [letterStream(letter)],
  );
}

describe('an event whose handling fails', () => {
  it('is tried again with a pause, then its stream is parked and all others flow', async () => {
    const [bad, town] = [randomUUID(), randomUUID()];
    const poison = failing(bad, Infinity);
    await start(['reaction'], { retries });
    const good: string[] = [];
    for (let turn = 0; turn < 20; turn++) {
      const letter = turn === 10 ? bad : randomUUID();
      await post.office.postLetter(letter, { town });
      if (letter !== bad) good.push(letter);
    }
    await parked(bad, 1);
    await eventually(async () => expect(await post.office.stops(town)).toEqual(good));
    expect(poison.tries).toBeGreaterThanOrEqual(retries.attempts);
    expect(await post.office.parcel(bad)).toEqual([]);
  });

  it('holds everything behind it on its stream, in order, until a person resumes it', async () => {
    const [bad, town] = [randomUUID(), randomUUID()];
    failing(bad, Infinity);
    await start(['reaction'], { retries });
    await post.office.postLetter(bad, { town, text: 'first' });
    await parked(bad, 1);
    await post.office.postLetter(bad, { town, text: 'second' });
    const { position } = await post.office.postLetter(bad, { town, text: 'third' });
    await eventually(async () => expect(await post.office.checkpoint('post.register-parcels', 'desk')).toBe(position));
    expect(await post.office.held(letterStream(bad))).toMatchObject([{ status: 'parked', events: 3 }]);
    expect(await post.office.stops(town)).toEqual([]);
    post.office.world.reacting = () => {};
    await resume(bad);
    await eventually(async () => expect(await post.office.held(letterStream(bad))).toEqual([]));
    const [registered] = await post.office.postLog.readStream(`post.parcel-${bad}`, 0);
    expect(registered!.data).toMatchObject({ text: 'first' });
    expect(await post.office.stops(town)).toEqual([bad, bad, bad]);
  });

  it('and its followers that arrive in one batch are held together', async () => {
    const [bad, town] = [randomUUID(), randomUUID()];
    failing(bad, Infinity);
    for (let turn = 0; turn < 4; turn++) await post.office.postLetter(bad, { town });
    const other = randomUUID();
    await post.office.postLetter(other, { town });
    const first = await start(['reaction'], { retries });
    await parked(bad, 4);
    await first.stop();
    for (let turn = 0; turn < 4; turn++) await post.office.postLetter(bad, { town });
    await start(['reaction'], { retries });
    await parked(bad, 8);
    expect(await post.office.stops(town)).toEqual([other]);
  });

  it('is held with as many followers as there are', async () => {
    const [stream, source] = [letterStream(randomUUID()), 'desk'];
    const streams = new HeldStreams(post.office.post.database, 'post.nobody', onlyLane);
    const events = Array.from({ length: 500 }, (_, index) => ({ stream, position: positionFrom(index + 1) }));
    for (const half of [events.slice(0, 300), events.slice(200)]) {
      await post.office.post.database.transaction((transaction) => streams.hold(transaction, source, half));
    }
    expect(await post.office.held(stream)).toMatchObject([{ status: 'due', attempts: 0, events: 500 }]);
  });

  it('that recovers in time is drained in order without a person', async () => {
    const [bad, town] = [randomUUID(), randomUUID()];
    const texts: string[] = [];
    failing(bad, 2);
    await start(['reaction'], { retries: { attempts: 5, first: 20, longest: 40 } });
    await Promise.all(['one', 'two', 'three', 'four'].map((text) => post.office.postLetter(bad, { town, text })));
    await eventually(async () => expect(await post.office.stops(town)).toEqual([bad, bad, bad, bad]));
    await eventually(async () => expect(await post.office.held(letterStream(bad))).toEqual([]));
    const [first] = await post.office.deskLog.readStream(letterStream(bad), 0);
    const [registered] = await post.office.postLog.readStream(`post.parcel-${bad}`, 0);
    texts.push((registered!.data as { text: string }).text);
    expect(texts).toEqual([(first!.data as { text: string }).text]);
    const behind = randomUUID();
    await post.office.postLetter(bad, { town });
    await post.office.postLetter(behind, { town });
    await eventually(async () => expect(await post.office.stops(town)).toEqual([bad, bad, bad, bad, bad, behind]));
  });

  it('stays parked over a restart, also for what comes later', async () => {
    const [bad, town] = [randomUUID(), randomUUID()];
    failing(bad, Infinity);
    const first = await start(['reaction'], { retries });
    await post.office.postLetter(bad, { town });
    await parked(bad, 1);
    await first.stop();
    post.office.world.reacting = () => {};
    await start(['reaction'], { retries });
    const { position } = await post.office.postLetter(bad, { town });
    await eventually(async () => expect(await post.office.checkpoint('post.register-parcels', 'desk')).toBe(position));
    await parked(bad, 2);
    expect(await post.office.stops(town)).toEqual([]);
  });

  it('leaves nothing of a batch that fails: rows and events of the others come once', async () => {
    const [bad, town] = [randomUUID(), randomUUID()];
    let fails = true;
    post.office.world.projecting = (parcel) => {
      if (parcel === bad && fails) throw new Error('poison');
    };
    await start(['reaction', 'projection'], { retries });
    await Promise.all(
      [...Array.from({ length: 20 }, () => randomUUID()), bad].map((letter) =>
        post.office.postLetter(letter, { town }),
      ),
    );
    await eventually(async () => expect(await post.office.figures(town)).toEqual({ parcels: 20, stops: 21 }));
    await eventually(async () =>
      expect(await post.office.held(`post.parcel-${bad}`)).toMatchObject([{ status: 'parked' }]),
    );
    fails = false;
    await post.office.post.database.query(`update held_streams set status = 'due', due_at = clock_timestamp()`);
    await eventually(async () => expect(await post.office.figures(town)).toEqual({ parcels: 21, stops: 21 }));
  });
});

describe('an event that its owner cannot publish', () => {
  it.each<Role>(['reaction', 'process'])(
    'parks its stream for a %s that hears its feed, and all others flow',
    async (role) => {
      const [bad, good, other] = [randomUUID(), randomUUID(), randomUUID()];
      const consumer = role === 'reaction' ? 'post.register-parcels' : 'post.delivery';
      await post.office.postLetter(good);
      await post.office.postLetter(bad, { text: 4711 as never });
      await post.office.postLetter(bad);
      const { position } = await post.office.postLetter(other);
      await start([role], { retries });
      await eventually(async () => expect(await post.office.checkpoint(consumer, 'desk')).toBe(position));
      await eventually(async () =>
        expect(await post.office.held(letterStream(bad))).toMatchObject([
          {
            status: 'parked',
            error: expect.stringContaining('Unpublishable: Its owner cannot publish LetterPosted at position'),
            events: 2,
          },
        ]),
      );
      expect(await post.office.held(letterStream(good))).toEqual([]);
      expect(await post.office.held(letterStream(other))).toEqual([]);
    },
  );
});

describe('a failure that is nobody’s fault', () => {
  it.each([
    ['the database is away', Object.assign(new Error('connection refused'), { code: 'ECONNREFUSED' })],
    ['the server shuts down', Object.assign(new Error('terminating connection'), { code: '57P01' })],
    ['another writer was faster', new TooMuchContention()],
  ])('never parks a stream: %s', async (_, error) => {
    const [letter, town] = [randomUUID(), randomUUID()];
    const passing = failing(letter, 5, error);
    await start(['reaction'], { retries: { attempts: 2, first: 1, longest: 1 } });
    await post.office.postLetter(letter, { town });
    await eventually(async () => expect(await post.office.stops(town)).toEqual([letter]));
    expect(passing.tries).toBe(6);
    expect(await post.office.held(letterStream(letter))).toEqual([]);
  });

  it('never parks a stream that is held already', async () => {
    const [letter, town] = [randomUUID(), randomUUID()];
    let tries = 0;
    post.office.world.reacting = (letterId) => {
      if (letterId !== letter) return;
      tries += 1;
      if (tries <= 2) throw new Error('poison');
      if (tries <= 6) throw new TooMuchContention();
    };
    await start(['reaction'], { retries: { attempts: 2, first: 1, longest: 1 } });
    await post.office.postLetter(letter, { town });
    await eventually(async () => expect(await post.office.stops(town)).toEqual([letter]));
  });
});
