import type { KnownMovement } from './reconciliation.js';
import { reconcile } from './reconciliation.js';

const period = { from: '2026-01-31T00:00:00.000Z', to: '2026-02-01T00:00:00.000Z' };
const noon = '2026-01-31T12:00:00.000Z';
const euros = (amount: number) => ({ amount, currency: 'EUR' });
const capture = (id: string, amount: number, at = noon): KnownMovement => ({
  kind: 'capture',
  id,
  reference: `ref-${id}`,
  amount: euros(amount),
  at,
});
const refund = (id: string, amount: number, at = noon): KnownMovement => ({
  ...capture(id, amount, at),
  kind: 'refund',
});
const differences = (here: readonly KnownMovement[], there: readonly KnownMovement[]) =>
  reconcile(period, here, there).differences.map(({ what, movement, id, here: ours, there: theirs }) => [
    what,
    movement,
    id,
    ours?.amount,
    theirs?.amount,
  ]);

describe('reconciling', () => {
  it('finds nothing where both sides know the same, in whatever order', () => {
    const all = [capture('a', 500), capture('b', 700), refund('a', 200)];
    expect(reconcile(period, all, all.toReversed())).toEqual({
      ...period,
      differences: [],
      totals: [
        {
          currency: 'EUR',
          capturedHere: euros(1200),
          capturedThere: euros(1200),
          refundedHere: euros(200),
          refundedThere: euros(200),
        },
      ],
    });
  });

  it('finds what one side does not know', () => {
    expect(differences([capture('a', 500)], [])).toEqual([['missing-there', 'capture', 'a', 500, undefined]]);
    expect(differences([], [refund('r', 300)])).toEqual([['missing-here', 'refund', 'r', undefined, 300]]);
    expect(differences([capture('a', 500)], [refund('a', 500)])).toHaveLength(2);
  });

  it('finds amounts and currencies that differ', () => {
    expect(differences([capture('a', 500)], [capture('a', 501)])).toEqual([
      ['amount-differs', 'capture', 'a', 500, 501],
    ]);
    const dollars = { ...capture('a', 500), amount: { amount: 500, currency: 'USD' } };
    const { totals, differences: found } = reconcile(period, [capture('a', 500)], [dollars]);
    expect(found).toMatchObject([{ what: 'amount-differs' }]);
    expect(totals).toMatchObject([
      { currency: 'EUR', capturedHere: euros(500), capturedThere: euros(0) },
      { currency: 'USD', capturedHere: { amount: 0 }, capturedThere: { amount: 500 } },
    ]);
  });

  it("counts what happened about the end of the period by the provider's time, on both sides alike", () => {
    const [before, after] = ['2026-01-31T23:59:59.999Z', '2026-02-01T00:00:00.000Z'];
    const late = reconcile(period, [capture('a', 500, after)], [capture('a', 500, before)]);
    expect(late).toMatchObject({ differences: [], totals: [{ capturedHere: euros(500), capturedThere: euros(500) }] });
    expect(reconcile(period, [capture('a', 500, before)], [capture('a', 500, after)])).toMatchObject({
      differences: [],
      totals: [],
    });
  });

  it('tells differences in the order of time', () =>
    expect(
      differences([capture('late', 1, '2026-01-31T13:00:00.000Z')], [capture('early', 1)]).map(([, , id]) => id),
    ).toEqual(['early', 'late']));
});
