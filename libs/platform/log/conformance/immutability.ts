import { aStream, opened, type OpenForTest, write } from './harness.js';

/** Nobody can change or remove an event. */
export function immutability(open: OpenForTest): void {
  describe('a stored event', () => {
    const harness = opened(open);

    it('withstands every attempt to change or remove it', async () => {
      const { log, tampering } = harness();
      const stream = aStream();
      await log.append([write(stream, 0, 3)]);
      const before = await log.readStream(stream, 0);
      for (const [attempt, tamper] of Object.entries(tampering)) {
        const refused = await tamper().then(
          () => 'allowed',
          () => 'refused',
        );
        expect(`${attempt}: ${refused}`).toBe(`${attempt}: refused`);
      }
      expect(await log.readStream(stream, 0)).toEqual(before);
      expect((await log.append([write(stream, 3)])).outcome).toBe('appended');
    });
  });
}
