import { z } from 'zod';
import {
  checkSettings,
  describeSettings,
  duration,
  flag,
  list,
  port,
  setting,
  url,
  wholeNumber,
  WrongSettings,
} from './index.js';

const timeout = setting('SPEC_TIMEOUT', duration, 'how long the specification waits', { default: '30m' });
const password = setting('SPEC_PASSWORD', z.string().min(8, 'must have 8 characters'), 'a secret', { secret: true });
const chosen = setting('SPEC_CHOSEN', z.string(), 'a choice', { default: 'easy', requiredInProduction: true });

afterEach(() => {
  for (const name of ['SPEC_TIMEOUT', 'SPEC_PASSWORD', 'SPEC_CHOSEN']) delete process.env[name];
});

describe('a setting', () => {
  it('has its default until the environment says otherwise', () => {
    expect(timeout.value).toBe(30 * 60_000);
    process.env['SPEC_TIMEOUT'] = '2s';
    expect(timeout.value).toBe(2000);
  });

  it('counts as unset when the variable is empty', () => {
    process.env['SPEC_TIMEOUT'] = '';
    process.env['SPEC_PASSWORD'] = '';
    expect(timeout.value).toBe(30 * 60_000);
    expect(password.value).toBeUndefined();
  });

  it('is declared once', () => {
    expect(() => setting('SPEC_TIMEOUT', duration, 'the same again')).toThrow('SPEC_TIMEOUT is declared twice');
  });

  it('may have to be chosen in production', () => {
    expect(chosen.value).toBe('easy');
    expect(() => checkSettings({ NODE_ENV: 'production' })).toThrow(
      'SPEC_CHOSEN is not set; in production it must be.',
    );
  });
});

describe('checking all settings', () => {
  it('says in one sentence each what is wrong, and shows no secret', () => {
    const check = () => checkSettings({ SPEC_TIMEOUT: 'soon', SPEC_PASSWORD: 'hunter2' });
    expect(check).toThrow(WrongSettings);
    expect(check).toThrow('SPEC_TIMEOUT is "soon": must be a number with a unit');
    expect(check).toThrow('SPEC_PASSWORD has a value that cannot be used: must have 8 characters.');
    expect(check).not.toThrow('hunter2');
  });

  it('accepts what is right', () => expect(() => checkSettings({ SPEC_TIMEOUT: '5s' })).not.toThrow());
});

it('describes every setting with its source, secrets masked', () => {
  const lines = describeSettings({ SPEC_PASSWORD: 'correct horse' });
  expect(lines).toContainEqual({ name: 'SPEC_PASSWORD', about: 'a secret', value: '********', source: 'environment' });
  expect(lines).toContainEqual(expect.objectContaining({ name: 'SPEC_TIMEOUT', value: '30m', source: 'default' }));
});

describe('schemas', () => {
  it.each([
    ['1500ms', 1500],
    ['2s', 2000],
    ['30m', 1_800_000],
    ['1h', 3_600_000],
    ['1d', 86_400_000],
    ['0.5s', 500],
  ])('read the duration %s', (written, milliseconds) => expect(duration.parse(written)).toBe(milliseconds));

  it.each(['5', '5 s', '-1s', 'PT5S'])('refuse the duration %s', (written) =>
    expect(duration.safeParse(written).success).toBe(false),
  );

  it('read flags, ports, URLs, numbers and lists', () => {
    expect([flag.parse('Yes'), flag.parse('0')]).toEqual([true, false]);
    expect(port.parse('3000')).toBe(3000);
    expect(url.parse('nats://localhost:4222')).toBe('nats://localhost:4222');
    expect(list.parse('a, b,')).toEqual(['a', 'b']);
    expect([flag, port, url, wholeNumber(1)].map((schema) => schema.safeParse('99999999x').success)).not.toContain(
      true,
    );
    expect(port.safeParse('65536').success).toBe(false);
  });
});
