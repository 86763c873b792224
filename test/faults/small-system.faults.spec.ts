import { existsSync } from 'node:fs';
import { notRun } from './not-run.js';
import { askTwentyTimes, askUnderTheSameKey } from './scenarios/ask-again.js';
import { runAnHourAhead, startThreeAtOnce } from './scenarios/be-several.js';
import {
  exhaustPool,
  freezeBackends,
  freezeHead,
  killWhileTheDatabaseWaits,
  workBesideLongTransaction,
} from './scenarios/ill-treat-database.js';
import { poison } from './scenarios/poison.js';
import { standStill } from './scenarios/stand-still.js';
import { stopUnderLoad } from './scenarios/stop.js';

const ownClock = { NODE_OPTIONS: '--import ./test/faults/an-hour-ahead.mjs' };
const libfaketime = [
  process.env['LIBFAKETIME'] ?? '',
  ...['x86_64-linux-gnu', 'aarch64-linux-gnu'].map((platform) => `/usr/lib/${platform}/faketime/libfaketime.so.1`),
].find((file) => existsSync(file));

describe('nothing is lost and nothing done twice when', () => {
  it('two clients use the same key, and the process dies', async () => {
    expect(await askUnderTheSameKey()).toEqual([]);
  });

  it('the event loop of an owner is blocked until another has taken over, and its write is refused', async () => {
    expect(await standStill('block')).toEqual([]);
  });

  it('three processes start at once on an empty database, and one dies', async () => {
    expect(await startThreeAtOnce()).toEqual([]);
  });

  it('a transaction of another database of the same server stays open', async () => {
    expect(await workBesideLongTransaction()).toEqual([]);
  });

  it.each(['once', 'twice'] as const)('a process is asked to stop %s', async (stop) => {
    expect(await stopUnderLoad(stop)).toEqual([]);
  });

  it('an event is poison, is mended, and the process is killed while its stream is resumed and worked off', async () => {
    expect(await poison()).toEqual([]);
  });

  it('the clocks of two instances are an hour apart', async () => {
    expect(await runAnHourAhead(ownClock)).toEqual([]);
  });

  it('a process is killed while the database keeps it waiting', async () => {
    expect(await killWhileTheDatabaseWaits()).toEqual([]);
  });

  it('all connections wait for a lock: each request is answered in time, and health tells', async () => {
    expect(await exhaustPool()).toEqual([]);
  });

  it('a backend is frozen: each call fails in time, and its connection is not used again', async () => {
    expect(await freezeBackends()).toEqual([]);
  });

  it('a backend is frozen that holds the head of a log: each write is refused in time, until it is ended', async () => {
    expect(await freezeHead()).toEqual([]);
  });
});

if (libfaketime === undefined)
  notRun(
    'clocks an hour apart, by the system',
    'there is no libfaketime (Debian has it; LIBFAKETIME names one elsewhere)',
  );
else
  it('nothing is lost and nothing done twice when the clocks are an hour apart by the system', async () => {
    const ahead = { LD_PRELOAD: libfaketime, FAKETIME: '+1h', FAKETIME_DONT_FAKE_MONOTONIC: '1' };
    expect(await runAnHourAhead(ahead)).toEqual([]);
  });

describe('without its protection', () => {
  it.each(['freeze', 'block'] as const)(
    'an owner that stood still writes what another has written: %s',
    async (how) => {
      const wrong = await standStill(how, 'checkpoint-is-compared');
      expect(wrong).toContainEqual(expect.stringMatching(/^\S+ has applied \S+ \d+ twice$/));
    },
  );

  it('what is asked for again is done again', async () => {
    expect(await askTwentyTimes('answer-kept-under-key')).toContainEqual(expect.stringMatching(/was rung twice$/));
  });

  it('a client is refused whose key another has used', async () => {
    const wrong = await askUnderTheSameKey('keys-belong-to-callers');
    expect(wrong).toContainEqual(
      expect.stringMatching(/^(one|another) was answered 422 http\.idempotency-key-reused$/),
    );
  });

  it('a process that is asked to stop leaves requests without an answer', async () => {
    const wrong = await stopUnderLoad('once', 'stop-drains');
    expect(wrong).toContainEqual(expect.stringMatching(/requests were done and not answered$/m));
  });

  it('a stop waits for a handler that hangs', async () => {
    const wrong = await stopUnderLoad('while a handler hangs', 'stop-has-an-end');
    expect(wrong).toEqual(['a process that was to end within 10000 ms has not ended']);
  });

  it('processes that start at once get in the way of one another', async () => {
    expect(await startThreeAtOnce('one-migrates')).toContainEqual(expect.stringContaining('ended before it was ready'));
  });

  it('an event that was set aside is handled again after a kill', async () => {
    const wrong = await poison('checkpoint-with-effects');
    expect(wrong).toContainEqual(expect.stringMatching(/^\S+ has applied bell-8 \d+ twice$/));
  });

  it('a process fires timers an hour early', async () => {
    const wrong = await runAnHourAhead(ownClock, 'timers-by-the-database');
    expect(wrong).toContainEqual(expect.stringMatching(/^a timer of \d+ ms elapsed after/));
  });

  it('what was acknowledged dies with the process that handed it over', async () => {
    const wrong = await killWhileTheDatabaseWaits('acknowledge-after-append');
    expect(wrong).toContainEqual(expect.stringMatching(/was acknowledged and is (gone|\S+ \d+)$/));
  });

  it('requests wait for as long as a lock is held', async () => {
    const wrong = await exhaustPool('waits-have-an-end');
    expect(wrong).toContainEqual(expect.stringMatching(/^a request waited \d+ ms and had no answer$/));
  });

  it('requests wait for as long as a backend is frozen', async () => {
    const wrong = await freezeBackends('waits-have-an-end');
    expect(wrong).toContainEqual(expect.stringMatching(/^a request waited \d+ ms$/));
  });

  it('requests wait for as long as the head of a log is frozen', async () => {
    const wrong = await freezeHead('waits-have-an-end');
    expect(wrong).toContainEqual(expect.stringMatching(/^a request waited \d+ ms$/));
  });

  it('a connection on which a call timed out is used again', async () => {
    const wrong = await freezeBackends('broken-connections-are-closed');
    expect(wrong).toContain('village keeps a connection on which calls timed out');
  });

  it('readers wait for a transaction of another database', async () => {
    const wrong = await workBesideLongTransaction('positions-are-enough');
    expect(wrong).toContainEqual(expect.stringMatching(/^Not within 20000 ms/));
  });
});
