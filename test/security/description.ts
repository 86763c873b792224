import { unsaidIn } from '../api/complete.js';
import { DescribedAnswers } from '../api/described-answers.js';
import { foundByRedocly, foundBySpectral } from '../api/lint.js';
import { allHeard } from '../drivers/heard.js';
import type { Besieged } from './people.js';

type Document = ConstructorParameters<typeof DescribedAnswers>[0] & Parameters<typeof unsaidIn>[0];

/** Has to come last: what was answered before is held against what is said of it. */
export function describeDescription(shop: () => Besieged): void {
  const document = async () => JSON.parse((await shop().ask('/openapi.json')).body) as Document;

  it('leaves nothing unsaid of any operation', async () => {
    expect(unsaidIn(await document())).toEqual([]);
  });

  it('is what was answered to everybody, without a field or a code that it does not name', async () => {
    const described = new DescribedAnswers(await document());
    const complaints = allHeard().flatMap((answer) => described.complaintsOf(answer));
    expect([...new Set(complaints)]).toEqual([]);
    expect(described.succeeded.size).toBeGreaterThan(45);
  });

  it('has nothing that Spectral complains of by all its rules and those of OWASP', async () => {
    expect(await foundBySpectral(await document())).toEqual([]);
  });

  it('has nothing that Redocly complains of', async () => {
    expect(await foundByRedocly(await document())).toEqual([]);
  });

  it('would be complained of by both', async () => {
    const poor = { openapi: '3.1.0', info: { title: 'API', version: '1' }, paths: {} };
    expect(await foundBySpectral(poor)).toContainEqual(expect.stringContaining('info-description'));
    expect(await foundByRedocly(poor)).toContainEqual(expect.stringContaining('info-license'));
  });
}
