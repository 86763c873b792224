import { randomUUID } from 'node:crypto';
import { runIn } from '#platform/execution';
import { nextTraceparent, parseTraceparent } from '#platform/observability';
import { eventually } from '#test/eventually';
import { runPostOffice } from '#test/running-post-office';
import { dueTimers, startTimers, takeTimer } from './timers.js';

const post = runPostOffice();
const { start } = post;

/** What a process remembers, in order. */
async function history(letter: string): Promise<string[]> {
  const events = await post.office.postLog.readStream(`post.delivery-${letter}`, 0);
  return events.map(({ type }) => type);
}

const begun = ['ProcessStarted', 'TimerStarted'];
const fired = ['TimerElapsed', 'CommandSent'];

async function timers(letter: string): Promise<number> {
  const { rowCount } = await post.office.post.database.query('select from timers where correlation = $1', [letter]);
  return rowCount;
}

describe('a process', () => {
  it('keeps the facts it heard, and what it did, as events of its own stream', async () => {
    await start(['process']);
    const letter = randomUUID();
    await post.office.postLetter(letter);
    await eventually(async () => expect(await history(letter)).toEqual(['desk.letter-posted.v1', ...begun]));
    await post.office.recallLetter(letter);
    await eventually(async () => expect(await post.office.parcel(letter)).toEqual(['ParcelReturned']));
    expect(await history(letter)).toEqual([
      'desk.letter-posted.v1',
      ...begun,
      'desk.letter-recalled.v1',
      'CommandSent',
    ]);
  });

  it('commits what it remembers and what it commands together', async () => {
    await start(['process']);
    const letter = randomUUID();
    await post.office.postLetter(letter);
    await post.office.recallLetter(letter);
    await eventually(async () => expect(await post.office.parcel(letter)).toEqual(['ParcelReturned']));
    const { rows } = await post.office.post.database.query<{ transactions: number }>(
      `select count(distinct xmin::text)::integer as transactions from events
       where stream = $1 and type = 'desk.letter-recalled.v1' or stream = $2`,
      [`post.delivery-${letter}`, `post.parcel-${letter}`],
    );
    expect(rows).toEqual([{ transactions: 1 }]);
  });

  it('knows what it heard before a restart', async () => {
    const letter = randomUUID();
    await post.office.postLetter(letter);
    const first = await start(['process']);
    await eventually(async () => expect(await history(letter)).toHaveLength(3));
    await first.stop();
    await start(['process']);
    await post.office.recallLetter(letter);
    await eventually(async () => expect(await post.office.parcel(letter)).toEqual(['ParcelReturned']));
  });

  it('asked about many facts of one process at once handles each in its order', async () => {
    const letter = randomUUID();
    for (let turn = 0; turn < 5; turn++) await post.office.postLetter(letter);
    await post.office.recallLetter(letter);
    await start(['process']);
    await eventually(async () => expect(await post.office.parcel(letter)).toEqual(['ParcelReturned']));
    expect(await history(letter)).toEqual([
      'desk.letter-posted.v1',
      ...begun,
      ...Array<string>(4).fill('desk.letter-posted.v1'),
      'desk.letter-recalled.v1',
      'CommandSent',
    ]);
  });
});

describe('a timer', () => {
  it('fires once when it has run out by the database’s clock', async () => {
    post.office.world.patience = 30;
    await start(['process']);
    const letter = randomUUID();
    await post.office.postLetter(letter);
    await eventually(async () => expect(await post.office.parcel(letter)).toEqual(['ParcelStamped']));
    expect(await history(letter)).toEqual(['desk.letter-posted.v1', ...begun, ...fired]);
    expect(await timers(letter)).toBe(0);
    const [, , , elapsed] = await post.office.postLog.readStream(`post.delivery-${letter}`, 0);
    const [stamped] = await post.office.postLog.readStream(`post.parcel-${letter}`, 0);
    expect(stamped!.recordedAt).toBe(elapsed!.recordedAt);
  });

  it('leads to what belongs to the request and the trace that started it', async () => {
    post.office.world.patience = 30;
    await start(['process']);
    const letter = randomUUID();
    const origin = { correlationId: randomUUID(), traceparent: nextTraceparent() };
    await runIn({ ...origin, receipts: [] }, () => post.office.postLetter(letter));
    await eventually(async () => expect(await post.office.parcel(letter)).toEqual(['ParcelStamped']));
    const events = [
      ...(await post.office.postLog.readStream(`post.delivery-${letter}`, 0)),
      ...(await post.office.postLog.readStream(`post.parcel-${letter}`, 0)),
    ];
    expect(events).toHaveLength(6);
    for (const { metadata } of events) {
      expect(metadata.correlationId).toBe(origin.correlationId);
      expect(parseTraceparent(metadata.traceparent)?.traceId).toBe(parseTraceparent(origin.traceparent)!.traceId);
    }
  });

  it('does not fire before its time', async () => {
    await start(['process']);
    const letter = randomUUID();
    await post.office.postLetter(letter);
    await eventually(async () => expect(await timers(letter)).toBe(1));
    const next = randomUUID();
    await post.office.postLetter(next);
    await eventually(async () => expect(await timers(next)).toBe(1));
    expect(await history(letter)).toEqual(['desk.letter-posted.v1', ...begun]);
    await post.office.post.database.query('update timers set due_at = clock_timestamp() where correlation = $1', [
      letter,
    ]);
    await eventually(async () => expect(await post.office.parcel(letter)).toEqual(['ParcelStamped']));
    expect(await timers(next)).toBe(1);
  });

  it('started again by later facts runs once, from the first time', async () => {
    await start(['process']);
    const letter = randomUUID();
    await post.office.postLetter(letter);
    await eventually(async () => expect(await timers(letter)).toBe(1));
    const dueAt = async () =>
      (await post.office.post.database.query('select due_at::text from timers where correlation = $1', [letter])).rows;
    const first = await dueAt();
    await post.office.postLetter(letter);
    await eventually(async () => expect(await history(letter)).toHaveLength(4));
    expect(await dueAt()).toEqual(first);
    await post.office.post.database.query('update timers set due_at = clock_timestamp() where correlation = $1', [
      letter,
    ]);
    await eventually(async () => expect(await post.office.parcel(letter)).toEqual(['ParcelStamped']));
    await post.office.postLetter(letter);
    await eventually(async () => expect(await history(letter)).toHaveLength(7));
    expect(await timers(letter)).toBe(0);
  });

  it('fires once among several instances, one of which should not be there, and over cut connections', async () => {
    post.office.world.patience = 20;
    const both = [await start(['process']), await start(['process'], { locks: post.office.desk.url })];
    const letters = Array.from({ length: 60 }, () => randomUUID());
    for (const letter of letters) {
      await post.office.postLetter(letter);
      if (letter === letters[30]) await both[0]!.cut('all');
    }
    for (const letter of letters) {
      await eventually(async () => expect(await post.office.parcel(letter)).toEqual(['ParcelStamped']), {
        within: 15_000,
      });
      expect(await history(letter)).toEqual(['desk.letter-posted.v1', ...begun, ...fired]);
    }
  });

  it('is taken away by one of those who fire it', async () => {
    const timer = { process: 'post.nobody', correlation: randomUUID(), timer: 'patience' };
    const { database } = post.office.post;
    await startTimers(database, [{ ...timer, milliseconds: 0, origin: {} }]);
    expect(await dueTimers(database, timer.process, 10)).toEqual([{ ...timer, origin: {}, attempts: 0 }]);
    const taken = await Promise.all(
      [1, 2, 3].map(() => database.transaction((transaction) => takeTimer(transaction, timer))),
    );
    expect(taken.filter(Boolean)).toHaveLength(1);
  });

  it('that cannot be handled keeps no other timer and no fact waiting', async () => {
    post.office.world.patience = 20;
    const [bad, good] = [randomUUID(), randomUUID()];
    post.office.world.deciding = (letter, late) => {
      if (letter === bad && late) throw new Error('poison');
    };
    await start(['process'], { retries: { attempts: 3, first: 10, longest: 40 } });
    await post.office.postLetter(bad);
    await eventually(async () => expect(await timers(bad)).toBe(1));
    await post.office.postLetter(good);
    await eventually(async () => expect(await post.office.parcel(good)).toEqual(['ParcelStamped']));
    for (let turn = 0; turn < 5; turn++) {
      const later = randomUUID();
      await post.office.postLetter(later);
      await eventually(async () => expect(await post.office.parcel(later)).toEqual(['ParcelStamped']), {
        within: 1_000,
      });
    }
    post.office.world.deciding = () => {};
    await eventually(async () => expect(await post.office.parcel(bad)).toEqual(['ParcelStamped']));
  });
});

describe('a command that the domain refuses', () => {
  it('is recorded as an outcome, leaves nothing behind, and is not tried again', async () => {
    post.office.world.patience = 20;
    const registering = await start(['reaction']);
    const letter = randomUUID();
    await post.office.postLetter(letter, { text: 'unstampable' });
    await eventually(async () => expect(await post.office.parcel(letter)).toEqual(['ParcelRegistered']));
    await registering.stop();
    await start(['process']);
    await eventually(async () =>
      expect(await post.office.parcel(letter)).toEqual(['ParcelRegistered', 'ParcelReturned']),
    );
    expect(await history(letter)).toEqual([
      'desk.letter-posted.v1',
      ...begun,
      ...fired,
      'CommandRefused',
      'CommandSent',
    ]);
    expect(await post.office.stops(`stamps-${letter}`)).toEqual([]);
    const refused = (await post.office.postLog.readStream(`post.delivery-${letter}`, 5))[0];
    expect(refused!.data).toEqual({
      command: 'StampParcel',
      code: 'post.stamp-refused',
      sentence: 'This parcel cannot be stamped.',
    });
    expect(await post.office.held(`desk.letter-${letter}`)).toEqual([]);
  });
});
