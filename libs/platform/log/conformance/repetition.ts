import { randomUUID } from 'node:crypto';
import { aStream, landed, opened, type OpenForTest, write } from './harness.js';

/** The same command, or the very same events, once more. */
export function repetition(open: OpenForTest): void {
  describe('a repeated command', () => {
    const harness = opened(open);

    it('is answered with its first outcome', async () => {
      const { log, other } = harness();
      const [stream, command] = [aStream(), randomUUID()];
      const first = landed(await log.append([write(stream, 0, 2, command)]));
      for (const writer of [log, other]) {
        const again = await writer.append([write(stream, 2, 3, command)]);
        expect(again).toEqual({ outcome: 'repeated', writes: first.writes });
      }
      expect(await log.readStream(stream, 0)).toHaveLength(2);
      expect(await log.outcomeOf(command, stream)).toEqual(first.writes[0]);
    });

    it('is answered with its first outcome however far the stream has gone and whatever version it expects', async () => {
      const { log } = harness();
      const [stream, command] = [aStream(), randomUUID()];
      const first = landed(await log.append([write(stream, 0, 2, command)]));
      await log.append([write(stream, 2, 4)]);
      for (const expectedVersion of [0, 1, 2, 4, 6, 9]) {
        const again = await log.append([write(stream, expectedVersion, 1, command)]);
        expect(again).toEqual({ outcome: 'repeated', writes: first.writes });
      }
    });

    it('that arrives several times at once is appended once', async () => {
      const { log, other } = harness();
      const [stream, command] = [aStream(), randomUUID()];
      const outcomes = await Promise.all(
        [log, other, log, other, log, other].map((writer) => writer.append([write(stream, 0, 1, command)])),
      );
      const told = outcomes.map((outcome) => landed(outcome).writes[0]);
      expect(outcomes.filter(({ outcome }) => outcome === 'appended')).toHaveLength(1);
      expect(new Set(told.map((where) => JSON.stringify(where))).size).toBe(1);
      expect(await log.readStream(stream, 0)).toHaveLength(1);
    });

    it('is another command on another stream', async () => {
      const { log } = harness();
      const [one, two, command] = [aStream(), aStream(), randomUUID()];
      const outcomes = await Promise.all([
        log.append([write(one, 0, 1, command)]),
        log.append([write(two, 0, 1, command)]),
      ]);
      expect(outcomes.map(({ outcome }) => outcome)).toEqual(['appended', 'appended']);
      expect(await log.outcomeOf(command, aStream())).toBeUndefined();
      expect(await log.outcomeOf(randomUUID(), one)).toBeUndefined();
    });

    it('of several streams is answered for each of them', async () => {
      const { log } = harness();
      const [one, two, command] = [aStream(), aStream(), randomUUID()];
      const first = landed(await log.append([write(one, 0, 2, command), write(two, 0, 1, command)]));
      const again = await log.append([write(one, 2, 1, command), write(two, 1, 1, command)]);
      expect(again).toEqual({ outcome: 'repeated', writes: first.writes });
    });

    it('that now wants a stream more leaves that stream alone', async () => {
      const { log } = harness();
      const [one, two, command] = [aStream(), aStream(), randomUUID()];
      await log.append([write(one, 0, 1, command)]);
      const again = await log.append([write(one, 1, 1, command), write(two, 0, 1, command)]);
      expect(again.outcome).toBe('repeated');
      expect(await log.readStream(two, 0)).toEqual([]);
    });
  });

  describe('the same events after a lost answer', () => {
    const harness = opened(open);

    it('are recognised', async () => {
      const { log, other } = harness();
      const writes = [write(aStream(), 0, 2), write(aStream(), 0, 1)];
      const first = landed(await log.append(writes));
      expect(await other.append(writes)).toEqual({ outcome: 'repeated', writes: first.writes });
      await log.append([write(writes[0]!.stream, 2, 2)]);
      expect(await log.append(writes)).toEqual({ outcome: 'repeated', writes: first.writes });
      expect(await log.readStream(writes[0]!.stream, 0)).toHaveLength(4);
    });

    it('are recognised in a batch with others', async () => {
      const { log } = harness();
      const known = write(aStream(), 0);
      const first = landed(await log.append([known]));
      const outcomes = await Promise.all([
        log.append([write(aStream(), 0)]),
        log.append([known]),
        log.append([write(aStream(), 0)]),
      ]);
      expect(outcomes.map(({ outcome }) => outcome)).toEqual(['appended', 'repeated', 'appended']);
      expect(landed(outcomes[1]).writes).toEqual(first.writes);
    });
  });
}
