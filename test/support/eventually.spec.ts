import { eventually } from './eventually.js';

describe('eventually', () => {
  it('answers with the result of the first attempt that does not throw', async () => {
    let attempts = 0;
    const result = await eventually(
      () => {
        attempts += 1;
        if (attempts < 3) throw new Error('too early');
        return attempts;
      },
      { every: 1 },
    );
    expect(result).toBe(3);
  });

  it('shows the last failure when time is up', async () => {
    const failing = eventually(() => Promise.reject(new Error('still three orders')), { within: 20, every: 5 });
    await expect(failing).rejects.toThrow('Not within 20 ms. The last failure:\nstill three orders');
  });

  it('does not wait for an attempt that hangs', async () => {
    const hanging = eventually(() => new Promise(() => undefined), { within: 20, every: 5 });
    await expect(hanging).rejects.toThrow('did not come to an end');
  });
});
