import { NotConnected, Untrusted } from '#platform/internal-agent';
import { wasLate, wasRefused } from './failures.js';

const failed = (code: string) => Object.assign(new Error(code), { code });

it.each([
  failed('ECONNREFUSED'),
  failed('UND_ERR_CONNECT_TIMEOUT'),
  new AggregateError([failed('ECONNREFUSED'), failed('EHOSTUNREACH')]),
  new NotConnected(failed('ECONNRESET')),
  new Untrusted('https://one', 'another name'),
])('says of %s that nothing was sent', (error) => expect(wasRefused(error)).toBe(true));

it.each([
  failed('ECONNRESET'),
  failed('UND_ERR_HEADERS_TIMEOUT'),
  new AggregateError([failed('ECONNREFUSED'), failed('ECONNRESET')]),
])('does not say so of %s', (error) => expect(wasRefused(error)).toBe(false));

it('calls late what does not answer in time', () => {
  expect(wasLate(failed('UND_ERR_HEADERS_TIMEOUT'))).toBe(true);
  expect(wasLate(failed('ECONNRESET'))).toBe(false);
});
