import { durabilityOf } from './machine.js';
import { whyNotNow } from './quiet.js';

describe('the machine', () => {
  it('is measured on while it is quiet', () => expect(whyNotNow({ load: 0.5, limit: 0.5 })).toBeUndefined());

  it('is not measured on while it is busy, and the load average is told', () => {
    expect(whyNotNow({ load: 1.234, limit: 0.5 })).toMatch(/load average is 1\.23.*more than 0\.50.*--force/);
  });

  it('is durable only with all three settings that make it so', () => {
    const on = ['fsync', 'synchronous_commit', 'full_page_writes'].map((name) => [`postgresql ${name}`, 'on'] as const);
    expect(durabilityOf(Object.fromEntries(on))).toMatch(/^full/);
    for (const [name] of on) expect(durabilityOf({ ...Object.fromEntries(on), [name]: 'off' })).toMatch(/^REDUCED/);
  });
});
