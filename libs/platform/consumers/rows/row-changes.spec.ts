import { ChangeHistory, RowChanges } from './row-changes.js';

const nothingStored = () => Promise.resolve(undefined);
const notToBeAsked = () => Promise.reject(new Error('needs no look into the database'));

describe('the changes of one batch', () => {
  it('fold into one write per row', () => {
    const changes = new RowChanges(['id']);
    changes.upsert({ id: 'a', n: 1, list: [] });
    changes.update('a', { n: 2 });
    changes.append('a', { list: ['x'] });
    changes.upsert({ id: 'a', n: 3 });
    changes.append('a', { list: ['y'] });
    expect(changes.upserts).toEqual([{ id: 'a', n: 3, list: ['x', 'y'] }]);
    expect([...changes.updatesBefore, ...changes.updatesAfter]).toEqual([]);
  });

  it('keep what came before an upsert before it, and behind it what the upsert does not know', () => {
    const changes = new RowChanges(['id']);
    changes.update('a', { n: 1 });
    changes.upsert({ id: 'a', title: 'A' });
    changes.append('a', { list: ['x'] });
    changes.update('a', { n: 2 });
    expect(changes.updatesBefore).toEqual([{ key: 'a', set: { n: 1 }, append: {} }]);
    expect(changes.upserts).toEqual([{ id: 'a', title: 'A' }]);
    expect(changes.updatesAfter).toEqual([{ key: 'a', set: { n: 2 }, append: { list: ['x'] } }]);
  });

  it('never set and append to one column', () => {
    const changes = new RowChanges(['id']);
    changes.append('a', { list: [1] });
    changes.update('a', { list: [2] });
    changes.append('a', { list: [3] });
    expect(changes.updatesBefore).toEqual([{ key: 'a', set: { list: [2, 3] }, append: {} }]);
  });

  it('forget a row with its removal', () => {
    const changes = new RowChanges(['id']);
    changes.upsert({ id: 'a', n: 1 });
    changes.remove('a');
    changes.update('a', { n: 2 });
    changes.append('a', { list: [1] });
    expect([changes.removals, changes.upserts, changes.updatesBefore]).toEqual([['a'], [], []]);
  });

  it('that change nothing write nothing', () => {
    const changes = new RowChanges(['id']);
    changes.update('a', {});
    changes.append('a', {});
    expect(changes.updatesBefore).toEqual([]);
  });

  it('tell rows apart by the whole key', () => {
    const changes = new RowChanges(['day', 'shop']);
    changes.upsert({ day: 'mo', shop: 1 });
    changes.upsert({ day: 'mo', shop: 2 });
    changes.add({ day: 'mo', shop: 1 }, { orders: 1 });
    changes.add({ shop: 1, day: 'mo' }, { orders: 1, refunds: 2 });
    changes.add({ day: 'mo', shop: 2 }, { orders: 0 });
    expect(changes.upserts).toHaveLength(2);
    expect(changes.additions).toEqual([
      { key: { day: 'mo', shop: 1 }, figures: { orders: 2, refunds: 2 } },
      { key: { day: 'mo', shop: 2 }, figures: { orders: 0 } },
    ]);
    expect(() => changes.update('mo', { n: 1 })).toThrow(/day, shop/);
    expect(() => changes.remove('mo')).toThrow(/day, shop/);
  });
});

describe('a row looked up in its batch', () => {
  it('is what is stored with the changes so far', async () => {
    const changes = new RowChanges(['id']);
    const stored = () => Promise.resolve({ id: 'a', n: 1, list: ['x'] });
    expect(await changes.resulting('a', stored)).toEqual({ id: 'a', n: 1, list: ['x'] });
    changes.append('a', { list: ['y'] });
    changes.upsert({ id: 'a', n: 2 });
    changes.append('a', { list: ['z'] });
    expect(await changes.resulting('a', stored)).toEqual({ id: 'a', n: 2, list: ['x', 'y', 'z'] });
  });

  it('is not there when it was changed only, or removed', async () => {
    const changes = new RowChanges(['id']);
    changes.update('a', { n: 1 });
    expect(await changes.resulting('a', nothingStored)).toBeUndefined();
    changes.remove('b');
    expect(await changes.resulting('b', notToBeAsked)).toBeUndefined();
    changes.upsert({ id: 'b', n: 1 });
    expect(await changes.resulting('b', notToBeAsked)).toEqual({ id: 'b', n: 1 });
  });
});

describe('changes that are taken back', () => {
  it('leave what was there when they began', () => {
    const history = new ChangeHistory();
    const changes = new RowChanges(['id'], history);
    changes.upsert({ id: 'a', name: 'first', tags: ['x'] });
    changes.add({ id: 's' }, { figure: 1 });
    const before = [changes.upserts, changes.additions, changes.removals];
    history.begin();
    changes.append('a', { tags: ['y'] });
    changes.upsert({ id: 'b', name: 'second' });
    changes.add({ id: 's' }, { figure: 2 });
    changes.add({ id: 't' }, { figure: 3 });
    changes.remove('a');
    history.undo();
    expect([changes.upserts, changes.additions, changes.removals]).toEqual(before);
  });
});
