import { z } from 'zod';
import { contract, money, personalFieldsOf, withoutPersonalData } from './index.js';

const TreeFelledV1 = contract(
  'garden.tree-felled.v1',
  z.object({ treeId: z.uuid(), price: money, by: z.string().optional() }),
);

const data = { treeId: '0190a0b0-0000-7000-8000-000000000001', price: { amount: 1250, currency: 'CHF' } };

describe('a contract', () => {
  it('belongs to the context that its name begins with', () => expect(TreeFelledV1.context).toBe('garden'));

  it('makes and reads a fact under its name', () => {
    expect(TreeFelledV1.of(data)).toEqual({ type: 'garden.tree-felled.v1', data });
    expect(TreeFelledV1.parse(data)).toEqual({ type: 'garden.tree-felled.v1', data });
  });

  it('drops fields that it does not know, at every depth', () => {
    const newer = { ...data, height: 12, price: { ...data.price, vat: 8 } };
    expect(TreeFelledV1.parse(newer)).toEqual({ type: 'garden.tree-felled.v1', data });
  });

  it.each<[string, unknown]>([
    ['a missing field', { treeId: data.treeId }],
    ['a field of another type', { ...data, by: 7 }],
    ['money in fractions', { ...data, price: { amount: 12.5, currency: 'CHF' } }],
    ['money without a currency', { ...data, price: { amount: 12, currency: 'francs' } }],
    ['no object', 'felled'],
    ['nothing', undefined],
  ])('refuses %s, at the publisher and at the reader', (_, broken) => {
    expect(() => TreeFelledV1.of(broken as typeof data)).toThrow(z.ZodError);
    expect(() => TreeFelledV1.parse(broken)).toThrow(z.ZodError);
  });

  it.each([
    'tree-felled.v1',
    'garden.tree-felled',
    'garden.tree-felled.v0',
    'Garden.tree.v1',
    'garden.tree_felled.v1',
    'a.b.c.v1',
  ])('is not called %s', (name) => expect(() => contract(name, z.object({}))).toThrow(/is not a contract name/));
});

describe('a contract that tells of a person', () => {
  const TreePlantedV1 = contract('garden.tree-planted.v1', z.object({ treeId: z.string(), planter: z.string() }), {
    personal: ['planter'],
  });
  const planted = { treeId: 't', planter: 'Ada' };

  it('says which fields do', () => {
    expect(personalFieldsOf('garden.tree-planted.v1')).toEqual(['planter']);
    expect(personalFieldsOf(TreeFelledV1.name)).toEqual([]);
  });

  it('is read without them by whom they do not concern, whether they have come or not', () => {
    const read = withoutPersonalData(TreePlantedV1);
    const fact = { type: 'garden.tree-planted.v1', data: { treeId: 't' } };
    expect([read.name, read.personal]).toEqual([TreePlantedV1.name, []]);
    expect(read.parse(planted)).toEqual(fact);
    expect(read.parse({ treeId: 't' })).toEqual(fact);
    expect(TreePlantedV1.parse(planted).data.planter).toBe('Ada');
  });
});
