import { Refusal, refusal, refusalCatalogue } from './index.js';

class TreeTooTall extends refusal('garden.tree-too-tall', 'conflict', 'The tree is too tall. Call a climber.') {}

describe('a refusal', () => {
  it('carries its code, its kind, its sentence and what a program may want to know', () => {
    const refused = new TreeTooTall({ height: 40 });
    expect(refused).toBeInstanceOf(Refusal);
    expect(refused).toMatchObject({
      name: 'TreeTooTall',
      code: 'garden.tree-too-tall',
      kind: 'conflict',
      message: 'The tree is too tall. Call a climber.',
      details: { height: 40 },
    });
    expect(new TreeTooTall().details).toEqual({});
  });

  it('is in the catalogue, which is sorted by code', () => {
    const codes = refusalCatalogue().map(({ code }) => code);
    expect(codes).toContain('garden.tree-too-tall');
    expect(codes).toEqual(codes.toSorted((a, b) => a.localeCompare(b)));
    expect(refusalCatalogue()).toContainEqual(TreeTooTall.definition);
  });

  it('is the only one with its code', () => {
    expect(() => refusal('garden.tree-too-tall', 'invalid', 'Another.')).toThrow('declared twice');
    expect(TreeTooTall.definition.kind).toBe('conflict');
  });

  it.each(['garden', 'Garden.tree', 'garden.', '.tree', 'garden tree', 'garden.tree_tall'])(
    'has no code like "%s"',
    (code) => expect(() => refusal(code, 'invalid', 'No.')).toThrow('is not a dotted error code'),
  );
});
