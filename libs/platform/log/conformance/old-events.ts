import { EventTypes, pastOf, UnreadableEvent } from '#platform/core';
import { anEvent, aStream, opened, type OpenForTest } from './harness.js';

const past = pastOf({
  upcast: { Happened: [({ text }: { text: string }) => ({ words: text.split(' ') })] },
  renamed: { Occurred: 'Happened' },
});
const types = new EventTypes(past, (type) => type === 'Happened');

/** However old an event is, it is read as today's code would have written it. */
export function oldEvents(open: OpenForTest): void {
  describe('old events', () => {
    const harness = opened(open);
    const stored = (type: string, schemaVersion: number, data: unknown) => ({ ...anEvent(data), type, schemaVersion });
    const append = async (...events: ReturnType<typeof stored>[]) => {
      const [{ log, as }, stream] = [harness(), aStream()];
      const start = await log.head();
      await log.append([{ stream, expectedVersion: 0, events }]);
      const reading = as(types);
      return [await reading.readStream(stream, 0), await reading.read(start, 10), await reading.read(start, 10)];
    };

    it('are read in the version and under the name of today, of a stream and of the log', async () => {
      const today = { type: 'Happened', schemaVersion: 2, data: { words: ['a', 'b'] } };
      for (const events of await append(
        stored('Happened', 1, { text: 'a b' }),
        stored('Occurred', 1, { text: 'a b' }),
        stored('Happened', 2, { words: ['a', 'b'] }),
      ))
        expect(events).toMatchObject([today, today, today]);
    });

    it.each([
      ['of an unknown type', stored('Forgotten', 1, {})],
      ['of a newer version', stored('Happened', 3, {})],
      ['that the upcaster does not understand', stored('Happened', 1, {})],
    ])('are neither passed over nor in the way of their neighbours: one %s', async (_, unreadable) => {
      const readable = stored('Happened', 1, { text: 'a' });
      for (const events of await append(readable, unreadable, readable)) {
        expect(events.map(({ version }) => version)).toEqual([1, 2, 3]);
        expect(events.map((event) => event.unreadable === undefined)).toEqual([true, false, true]);
        expect(() => events[1]!.data).toThrow(UnreadableEvent);
        expect(events[2]!.data).toEqual({ words: ['a'] });
      }
    });

    it('are written in the version that their reader knows', () => {
      expect(harness().as(types).types.versionOf('Happened')).toBe(2);
    });
  });
}
