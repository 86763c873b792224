import { aStream, following, opened, type OpenForTest, readAll, write } from './harness.js';

/** Many writers: one winner per version, and each append has its own outcome. */
export function competition(open: OpenForTest): void {
  describe('many writers', () => {
    const harness = opened(open);

    it('of one version have one winner', async () => {
      const { log, other } = harness();
      const stream = aStream();
      for (let version = 0; version < 10; version++) {
        const outcomes = await Promise.all(
          [log, other, log, other, log].map((writer) => writer.append([write(stream, version)])),
        );
        expect(outcomes.filter(({ outcome }) => outcome === 'appended')).toHaveLength(1);
        expect(outcomes.filter(({ outcome }) => outcome === 'conflict')).toHaveLength(4);
      }
      expect((await log.readStream(stream, 0)).map(({ version }) => version)).toEqual(following(0, 10));
    });

    it('each get through when they try again behind the winner', async () => {
      const { log, other } = harness();
      const stream = aStream();
      const until = async (writer: typeof log): Promise<void> => {
        const { length } = await writer.readStream(stream, 0);
        const { outcome } = await writer.append([write(stream, length)]);
        if (outcome === 'conflict') await until(writer);
      };
      await Promise.all(Array.from({ length: 24 }, (_, index) => until(index % 2 === 0 ? log : other)));
      expect((await log.readStream(stream, 0)).map(({ version }) => version)).toEqual(following(0, 24));
    });

    it('are refused where they expect too little or too much', async () => {
      const { log } = harness();
      const stream = aStream();
      expect(await log.append([write(stream, 1)])).toEqual({ outcome: 'conflict', streams: [stream] });
      await log.append([write(stream, 0, 2)]);
      expect(await log.append([write(stream, 1)])).toEqual({ outcome: 'conflict', streams: [stream] });
      expect(await log.append([write(stream, 3)])).toEqual({ outcome: 'conflict', streams: [stream] });
      expect(await log.readStream(stream, 0)).toHaveLength(2);
    });

    it('at once: those that conflict fail, the others land, without a hole', async () => {
      const { log } = harness();
      const start = await log.head();
      const writes = Array.from({ length: 300 }, (_, index) =>
        write(aStream(), index % 3 === 0 ? 5 : 0, 1 + (index % 4)),
      );
      const outcomes = await Promise.all(writes.map((one) => log.append([one])));
      expect(outcomes.map(({ outcome }) => outcome)).toEqual(
        writes.map((_, index) => (index % 3 === 0 ? 'conflict' : 'appended')),
      );
      const good = writes.filter((_, index) => index % 3 !== 0);
      const stored = await readAll(log, start);
      expect(stored.map(({ position }) => position)).toEqual(
        following(start, good.flatMap(({ events }) => events).length),
      );
      expect(stored.map(({ id }) => id)).toEqual(good.flatMap(({ events }) => events.map(({ id }) => id)));
    });

    it('on one stream in one process: the appends are judged in the order in which they came', async () => {
      const { log } = harness();
      const stream = aStream();
      const outcomes = await Promise.all(following(-1, 20).map((version) => log.append([write(stream, version)])));
      expect(outcomes.map(({ outcome }) => outcome)).toEqual(Array<string>(20).fill('appended'));
    });
  });
}
