import { searchWords } from './search-words.js';

describe('the words of a search', () => {
  it.each([
    ['brewi', '', 'brewi'],
    ['green te', 'green ', 'te'],
    ['Tee grü', 'Tee ', 'grü'],
    ['-black te', '-black ', 'te'],
  ])('of "%s" end with one that may go on', (search, before, last) =>
    expect(searchWords(search)).toEqual({ before, last }),
  );

  it.each(['tea -bla', '"green te', '"green tea" po', 'tea or co', 'or', 'tea:*', "tea'", '!', 'a|b', 'x&'])(
    'of "%s" are left as they are',
    (search) => expect(searchWords(search)).toEqual({ before: search, last: '' }),
  );
});
