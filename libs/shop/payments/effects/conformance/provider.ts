import { randomUUID } from 'node:crypto';
import type { Charge, ChargeOutcome, GiveBack, Movement, PaymentProvider } from '../payment-provider.js';

/** What an adapter opens for its conformance test. */
export interface OpenProvider {
  readonly provider: PaymentProvider;
  /** A token that is captured and one that is declined. */
  readonly tokens: { readonly good: string; readonly bad: string };
  close(): Promise<void>;
}

const hour = 3_600_000;
const amount = { amount: 2500, currency: 'EUR' };
const at = (offset: number) => new Date(Date.now() + offset).toISOString();

function referenceOf(outcome: ChargeOutcome): string {
  if (outcome.outcome === 'declined') throw new Error(`declined: ${outcome.reason}`);
  return outcome.reference;
}

/** The conformance suite of the port: every promise of `PaymentProvider`, to be run against each adapter. */
export function describeProvider(name: string, open: () => Promise<OpenProvider>): void {
  describe(name, () => {
    let harness: OpenProvider;
    beforeAll(async () => {
      harness = await open();
    });
    afterAll(() => harness.close());

    const signal = () => AbortSignal.timeout(10_000);
    const aCharge = (details: Partial<Charge> = {}): Charge => ({
      idempotencyKey: randomUUID(),
      paymentId: randomUUID(),
      amount,
      token: harness.tokens.good,
      ...details,
    });
    const charge = (details: Charge) => harness.provider.charge(details, signal());
    const giveBack = (details: GiveBack) => harness.provider.giveBack(details, signal());
    const listed = async (ids: readonly string[], [from, to] = [at(-hour), at(hour)]): Promise<readonly Movement[]> =>
      (await harness.provider.movements(from, to, signal())).filter(({ id }) => ids.includes(id));
    const seen = async (ids: readonly string[], count: number) => {
      const found = await listed(ids);
      expect(found).toHaveLength(count);
      return found;
    };

    it('captures, and lists the capture by our id', async () => {
      const wanted = aCharge();
      const reference = referenceOf(await charge(wanted));
      const [movement] = await seen([wanted.paymentId], 1);
      expect(movement).toEqual({ kind: 'capture', id: wanted.paymentId, reference, amount, at: expect.any(String) });
      expect(new Date(movement!.at).toISOString()).toBe(movement!.at);
    });

    it('declines as an answer, and moves nothing', async () => {
      const wanted = aCharge({ token: harness.tokens.bad });
      expect(await charge(wanted)).toEqual({ outcome: 'declined', reason: expect.any(String) });
      expect(await listed([wanted.paymentId])).toEqual([]);
    });

    it('answers a repetition as it did first, one after another and side by side, and takes the money once', async () => {
      const wanted = aCharge();
      const together = await Promise.all(Array.from({ length: 4 }, () => charge(wanted)));
      const references = new Set([...together, await charge(wanted)].map(referenceOf));
      expect(references.size).toBe(1);
      await seen([wanted.paymentId], 1);
    });

    it('takes the money once when a call was given up', async () => {
      const wanted = aCharge();
      await harness.provider.charge(wanted, AbortSignal.abort()).catch(() => undefined);
      referenceOf(await charge(wanted));
      await seen([wanted.paymentId], 1);
    });

    it('keeps apart what has different keys', async () => {
      const [one, other] = [aCharge(), aCharge()];
      expect(referenceOf(await charge(one))).not.toBe(referenceOf(await charge(other)));
      await seen([one.paymentId, other.paymentId], 2);
    });

    it('gives back in parts, each once however often it is asked', async () => {
      const reference = referenceOf(await charge(aCharge()));
      const part = (minor: number): GiveBack => ({
        idempotencyKey: randomUUID(),
        refundId: randomUUID(),
        reference,
        amount: { amount: minor, currency: 'EUR' },
      });
      const [first, second] = [part(1000), part(1500)];
      await Promise.all([giveBack(first), giveBack(first), giveBack(second)]);
      await giveBack(second);
      const found = await seen([first.refundId, second.refundId], 2);
      expect(new Set(found.map(({ kind, reference: of }) => `${kind} of ${of}`))).toEqual(
        new Set([`refund of ${reference}`]),
      );
      expect(found.reduce((sum, movement) => sum + movement.amount.amount, 0)).toBe(2500);
    });

    it('lists a period from its beginning to before its end', async () => {
      const { paymentId, ...wanted } = aCharge();
      await charge({ paymentId, ...wanted });
      const [movement] = await seen([paymentId], 1);
      const time = Date.parse(movement!.at);
      const within = (start: number, end: number) =>
        listed([paymentId], [new Date(time + start).toISOString(), new Date(time + end).toISOString()]);
      expect(await within(0, 1_000)).toHaveLength(1);
      expect(await within(-hour, 0)).toEqual([]);
      expect(await within(1_000, hour)).toEqual([]);
    });
  });
}
