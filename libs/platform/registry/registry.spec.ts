import { jest } from '@jest/globals';
import { addressList, DnsAddresses, StaticAddresses } from './index.js';

describe('a list of addresses', () => {
  it('names every instance of a context', () => {
    const addresses = new StaticAddresses(
      addressList.parse('users=http://a:1, orders=http://b:2|http://c:3/,orders=http://b:2'),
    );
    expect(addresses.of('users')).toEqual(['http://a:1']);
    expect(addresses.of('orders')).toEqual(['http://b:2', 'http://c:3']);
    expect(addresses.of('nobody')).toEqual([]);
  });

  it.each(['users', 'users=', 'users=nonsense', 'Users=http://a:1', 'users=http://a:1|'])('refuses %s', (written) =>
    expect(addressList.safeParse(written).error?.issues[0]?.message).toContain('must be written like'),
  );
});

describe('addresses by name', () => {
  const unknown = Object.assign(new Error('no such name'), { code: 'ENOTFOUND' });
  let answer: () => Promise<readonly string[]>;
  let asked: string[];
  let addresses: DnsAddresses;
  let changes: number;

  beforeEach(async () => {
    jest.useFakeTimers();
    asked = [];
    changes = 0;
    answer = () => Promise.resolve(['10.0.0.7']);
    addresses = new DnsAddresses('http://{context}.shop.internal:3000', (host) => {
      asked.push(host);
      return answer();
    });
    addresses.onChange(() => changes++);
    await addresses.start();
    addresses.of('orders');
    await jest.advanceTimersByTimeAsync(0);
  });
  afterEach(async () => {
    await addresses.stop();
    jest.useRealTimers();
  });

  it('are one for each record', async () => {
    expect(asked).toEqual(['orders.shop.internal']);
    expect(addresses.of('orders')).toEqual(['http://10.0.0.7:3000']);
    expect(changes).toBe(1);
  });

  it('follow the name within a second', async () => {
    answer = () => Promise.resolve(['10.0.0.8', 'fd00::1']);
    await jest.advanceTimersByTimeAsync(1_000);
    expect(addresses.of('orders')).toEqual(['http://10.0.0.8:3000', 'http://[fd00::1]:3000']);
    answer = () => Promise.reject(unknown);
    await jest.advanceTimersByTimeAsync(1_000);
    expect(addresses.of('orders')).toEqual([]);
    expect(changes).toBe(3);
  });

  it('stay when the name server is down, and tell of no change when there is none', async () => {
    process.env['LOG_LEVEL'] = 'silent';
    answer = () => Promise.reject(Object.assign(new Error('later'), { code: 'EAI_AGAIN' }));
    await jest.advanceTimersByTimeAsync(3_000);
    expect(addresses.of('orders')).toEqual(['http://10.0.0.7:3000']);
    expect(changes).toBe(1);
  });
});
