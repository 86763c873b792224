import { EventTypes, pastOf } from '#platform/core';
import type { EventLog } from '../event-log.js';
import type { Snapshot, SnapshotStore } from '../snapshot-store.js';
import { aStream, following, inTheirStream, landed, write } from './harness.js';

/** What an adapter opens for its conformance test: an empty log with its snapshots. */
export interface OpenSnapshotStore {
  readonly log: EventLog;
  readonly store: SnapshotStore;
  /** The same snapshots as another process has them. */
  readonly other: SnapshotStore;
  /** The same snapshots as a process has them whose code knows these types. */
  as(types: EventTypes): SnapshotStore;
  /** Takes a stream's events from a version on out of the log, as restoring an older one does. */
  rewind(stream: string, version: number): Promise<unknown>;
  /** Loses every snapshot. */
  lose(): Promise<unknown>;
  close(): Promise<void>;
}

const oddities: Readonly<Record<string, unknown>> = {
  nothing: null,
  'a bare number': 0.1,
  'text of all scripts': { text: 'Zürich 東京 🏴󠁧󠁢󠁳󠁣󠁴󠁿 \u2028', 'k "\\': "'; drop table snapshots; --" },
  'zero bytes and lone surrogates': { text: 'a\u0000b', high: '\ud83d' },
  'keys in their order': { z: 1, a: '00012', '': '' },
  'a megabyte': { text: 'ä"\\'.repeat(250_000) },
};

/** The conformance suite of `SnapshotStore`, to be run against each adapter. */
export function describeSnapshotStore(name: string, open: () => Promise<OpenSnapshotStore>): void {
  let harness: OpenSnapshotStore;

  /** A stream of so many events, and snapshots of it. */
  async function aStreamOf(amount: number) {
    const stream = aStream();
    landed(await harness.log.append([write(stream, 0, amount)]));
    const events = await harness.log.readStream(stream, 0);
    const at = (version: number, state: unknown = { version }, fold = '1-a'): Snapshot => {
      const { position, id: eventId } = events[version - 1]!;
      return { stream, fold, version, position, eventId, state };
    };
    const read = async (fold = '1-a', after = 0, limit = 100) => {
      const part = await harness.other.read(stream, fold, after, limit);
      return { ...part, events: part.events.map(({ version }) => version) };
    };
    return { stream, at, read };
  }

  describe(name, () => {
    beforeAll(async () => {
      harness = await open();
    });
    afterAll(() => harness.close());

    it('reads a stream that has none from its beginning, as the log does', async () => {
      const { stream, read } = await aStreamOf(5);
      expect(await read()).toEqual({ snapshot: undefined, ignored: false, events: [1, 2, 3, 4, 5] });
      expect(await read('1-a', 2, 2)).toEqual({ snapshot: undefined, ignored: false, events: [3, 4] });
      const stored = await harness.log.readStream(stream, 0);
      expect((await harness.store.read(stream, '1-a', 0, 9)).events).toEqual(inTheirStream(stored));
      expect(await harness.store.read(aStream(), '1-a', 0, 9)).toEqual({
        snapshot: undefined,
        ignored: false,
        events: [],
      });
    });

    it('reads a snapshot and what is behind it, in order', async () => {
      const { at, read } = await aStreamOf(20);
      expect(await harness.store.save(at(9))).toBe(true);
      expect(await read()).toEqual({ snapshot: at(9), ignored: false, events: following(9, 11) });
      expect(await read('1-a', 3, 4)).toEqual({ snapshot: at(9), ignored: false, events: [10, 11, 12, 13] });
    });

    it('leaves out a snapshot that is not further than the caller', async () => {
      const { at, read } = await aStreamOf(5);
      await harness.store.save(at(3));
      expect(await read('1-a', 3)).toEqual({ snapshot: undefined, ignored: false, events: [4, 5] });
      expect(await read('1-a', 4)).toEqual({ snapshot: undefined, ignored: false, events: [5] });
    });

    it('keeps the latest, in whatever order they arrive', async () => {
      const { at, read } = await aStreamOf(9);
      expect(await harness.store.save(at(4))).toBe(true);
      expect(await harness.other.save(at(7))).toBe(true);
      expect(await harness.store.save(at(5))).toBe(false);
      expect((await read()).snapshot).toEqual(at(7));
      await Promise.all([8, 9, 6, 8, 9, 7].map((version) => harness.store.save(at(version))));
      expect((await read()).snapshot).toEqual(at(9));
    });

    it('believes no snapshot of another fold', async () => {
      const { at, read } = await aStreamOf(4);
      await harness.store.save(at(3));
      expect(await read('2-a')).toEqual({ snapshot: undefined, ignored: true, events: [1, 2, 3, 4] });
      expect(await read('1-b')).toEqual({ snapshot: undefined, ignored: true, events: [1, 2, 3, 4] });
    });

    it("believes no snapshot of events that were read as something else, and reads them as today's", async () => {
      const { stream, at } = await aStreamOf(3);
      const counted = ({ index }: { index: number }) => ({ number: index + 1 });
      const today = harness.as(new EventTypes(pastOf({ upcast: { Happened: [counted] } })));
      await harness.store.save(at(2));
      const part = await today.read(stream, '1-a', 0, 9);
      expect(part).toMatchObject({ snapshot: undefined, ignored: true });
      expect(part.events.map(({ data }) => data)).toEqual([{ number: 1 }, { number: 2 }, { number: 3 }]);
      await today.save(at(3));
      expect((await today.read(stream, '1-a', 0, 9)).snapshot).toEqual(at(3));
      expect((await harness.store.read(stream, '1-a', 0, 9)).snapshot).toEqual(at(2));
    });

    it('keeps those of two folds, the last ones', async () => {
      const { at, read } = await aStreamOf(4);
      for (const fold of ['1-a', '2-b', '3-c']) await harness.store.save(at(3, fold, fold));
      expect((await read('1-a')).snapshot).toBeUndefined();
      expect((await read('2-b')).snapshot).toEqual(at(3, '2-b', '2-b'));
      expect((await read('3-c')).snapshot).toEqual(at(3, '3-c', '3-c'));
    });

    it('refuses a snapshot whose event the log does not hold', async () => {
      const { at, read } = await aStreamOf(4);
      const [third, fourth] = [at(3), at(4)];
      for (const wrong of [
        { ...third, eventId: fourth.eventId },
        { ...third, position: fourth.position },
        { ...third, version: 4 },
        { ...third, version: 5 },
        { ...third, stream: aStream() },
      ])
        expect(await harness.store.save(wrong)).toBe(false);
      expect((await read()).snapshot).toBeUndefined();
    });

    it('ignores a snapshot that is ahead of the log, and replaces it by an earlier one', async () => {
      const { stream, at, read } = await aStreamOf(6);
      await harness.store.save(at(5));
      await harness.rewind(stream, 4);
      expect(await read()).toEqual({ snapshot: undefined, ignored: true, events: [1, 2, 3] });
      expect(await harness.store.save(at(2))).toBe(true);
      expect(await read()).toEqual({ snapshot: at(2), ignored: false, events: [3] });
    });

    it('ignores a snapshot of another past', async () => {
      const { stream, at, read } = await aStreamOf(6);
      await harness.store.save(at(5));
      await harness.rewind(stream, 4);
      landed(await harness.log.append([write(stream, 3, 4)]));
      expect(await read()).toEqual({ snapshot: undefined, ignored: true, events: following(0, 7) });
    });

    it.each(Object.keys(oddities))('brings a state back as it was: %s', async (name) => {
      const { at, read } = await aStreamOf(1);
      await harness.store.save(at(1, oddities[name]));
      expect(JSON.stringify((await read()).snapshot!.state)).toBe(JSON.stringify(oddities[name]));
    });

    it('may lose everything', async () => {
      const { at, read } = await aStreamOf(4);
      await harness.store.save(at(3));
      await harness.lose();
      expect(await read()).toEqual({ snapshot: undefined, ignored: false, events: [1, 2, 3, 4] });
      expect(await harness.store.save(at(4))).toBe(true);
    });
  });
}
