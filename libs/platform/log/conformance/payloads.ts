import { UnstorableMetadata } from '../refusals.js';
import { aStream, anEvent, opened, type OpenForTest } from './harness.js';

const nested = (depth: number): unknown => (depth === 0 ? 'bottom' : { in: [nested(depth - 1)] });

const oddities: Readonly<Record<string, unknown>> = {
  'an empty object': {},
  'a bare string': 'text',
  null: null,
  'text of all scripts': {
    text: 'Zürich 東京 עברית 🏴󠁧󠁢󠁳󠁣󠁴󠁿 e\u0301 \u2028\u2029',
    'kéy "quoted" \\ {}': "'; drop table events; --",
  },
  'zero bytes and control characters': { text: 'a\u0000b\u0001\b\f\n\r\t\u001f\u007f', 'k\u0000': 1 },
  'lone surrogates': { high: '\ud83d', low: '\ude00', mixed: 'x\udc00\ud800y' },
  'what an array literal could trip over': ['{', '}', ',', '"', '\\', 'NULL', 'null', '', '{"a":"b"}'],
  'numbers at the edges': [1e308, -1e308, 5e-324, Number.MAX_SAFE_INTEGER, 0.1, 1e21, 123456789012345680000],
  'keys in the order written, numbers as text': { z: 1, a: '00012', ' ': ' ', '': '' },
  'deep nesting': nested(400),
  'a megabyte': { text: 'ä"\\'.repeat(250_000) },
};

/** What was written comes back byte for byte. */
export function payloads(open: OpenForTest): void {
  describe('data', () => {
    const harness = opened(open);

    it.each(Object.keys(oddities))('come back as they were: %s', async (name) => {
      const { log } = harness();
      const [stream, data] = [aStream(), oddities[name]];
      await log.append([{ stream, expectedVersion: 0, events: [anEvent(data)] }]);
      const [event] = await log.readStream(stream, 0);
      expect(JSON.stringify(event!.data)).toBe(JSON.stringify(data));
    });

    it('come back as they were, all in one batch', async () => {
      const { log } = harness();
      const streams = Object.values(oddities).map((data) => ({ stream: aStream(), data }));
      const start = await log.head();
      await Promise.all(
        streams.map(({ stream, data }) => log.append([{ stream, expectedVersion: 0, events: [anEvent(data)] }])),
      );
      const stored = await log.read(start, streams.length + 1);
      expect(stored.map(({ data }) => JSON.stringify(data))).toEqual(streams.map(({ data }) => JSON.stringify(data)));
    });

    it('come back with metadata and names as odd as themselves', async () => {
      const { log } = harness();
      const stream = `${aStream()} "ünïcode" {,} \\`;
      const event = anEvent();
      const metadata = { ...event.metadata, actor: 'o\'"\\{}\\u0000', traceparent: '🤷' };
      await log.append([{ stream, expectedVersion: 0, events: [{ ...event, type: 'Häppened', metadata }] }]);
      expect(await log.readStream(stream, 0)).toMatchObject([{ stream, type: 'Häppened', metadata }]);
    });

    it.each(['\u0000', '\ud800'])('are refused with metadata that nothing could be found by: %j', async (actor) => {
      const { log } = harness();
      const [stream, event] = [aStream(), anEvent()];
      const odd = { ...event, metadata: { ...event.metadata, actor } };
      await expect(log.append([{ stream, expectedVersion: 0, events: [odd] }])).rejects.toThrow(UnstorableMetadata);
      expect(await log.readStream(stream, 0)).toEqual([]);
    });
  });
}
