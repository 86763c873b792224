import { runInNewContext } from 'node:vm';
import { verdictsOf } from '../figures/targets.js';
import { pageOf, plotsByRound } from './page.js';
import type { Results } from './results.js';

const results: Results = {
  begun: '2026-11-21T10:00:00.000Z',
  machine: { processor: '2 × <some> processor' },
  options: { rounds: 2 },
  verdicts: verdictsOf(['hot'], [{ target: 'hotOverNew', rounds: [0.9, 0.7] }]),
  sections: [
    {
      name: 'hot',
      title: 'Commands on hot aggregates',
      begun: '2026-11-21T10:00:00.000Z',
      seconds: 4,
      method: 'Two rounds of </script> & others.',
      findings: [{ target: 'hotOverNew', rounds: [0.9, 0.7] }],
      series: [
        { name: 'hot', unit: '/s', rounds: [90, 70] },
        { name: '</script>', unit: '/s', rounds: [100, 100] },
        { name: 'hot, p50', unit: 'ms', rounds: [1, 2] },
        { name: 'never run', unit: 'MB', rounds: [] },
      ],
      plots: [
        { title: 'Growth', unit: '/s', over: 'events', at: [10, 1_000], lines: [{ name: 'hot', values: [9, 8] }] },
      ],
    },
  ],
};

/** Runs the page's script with a browser's names that note what is drawn. */
function drawn(page: string): readonly { title: string; data: readonly (readonly number[])[] }[] {
  const found: { title: string; data: readonly (readonly number[])[] }[] = [];
  const plots = /<script type="application\/json" id="plots">(.*?)<\/script>/s.exec(page)![1]!;
  const draw = page.slice(page.lastIndexOf('// Runs in the page'), page.lastIndexOf('</script>'));
  const places = [...page.matchAll(/<div class="plots" data-section="(\d+)">/g)].map(([, section]) => ({
    dataset: { section },
  }));
  runInNewContext(draw, {
    document: { getElementById: () => ({ textContent: plots }), querySelectorAll: () => places },
    uPlot: class {
      constructor({ title }: { title: string }, data: readonly (readonly number[])[]) {
        found.push({ title, data });
      }
    },
  });
  return JSON.parse(JSON.stringify(found)) as typeof found;
}

describe('the page of the results', () => {
  const page = pageOf(results);

  it('loads nothing', () => {
    expect(page).not.toMatch(/<(?:script|img|iframe)[^>]*\ssrc=|<link|@import|url\(/);
    expect(page).toContain('var uPlot=');
  });

  it('shows each target with what was measured and whether it was reached', () => {
    expect(page).toMatch(
      /<tr class="reached"><td>hot aggregates ÷ new streams<\/td><td>≥ 0\.80 ×<\/td><td>0\.80 \(0\.70 – 0\.90\) ×/,
    );
    expect(page).toMatch(/<tr class="not-measured">/);
  });

  it('lets nothing that is told be taken for markup', () => {
    expect(page).toContain('2 × &lt;some> processor');
    expect(page).toContain('Two rounds of &lt;/script> &amp; others.');
    expect(page.match(/<\/script>/g)).toHaveLength(2);
  });

  it('draws a plot for each unit by round, and those of the measure', () => {
    expect(drawn(page)).toEqual([
      {
        title: 'By round, /s',
        data: [
          [1, 2],
          [90, 70],
          [100, 100],
        ],
      },
      {
        title: 'By round, ms',
        data: [
          [1, 2],
          [1, 2],
        ],
      },
      {
        title: 'Growth',
        data: [
          [10, 1_000],
          [9, 8],
        ],
      },
    ]);
  });

  it('draws nothing of a single round', () => {
    expect(plotsByRound({ series: [{ name: 'once', unit: 's', rounds: [1] }] })).toEqual([]);
  });
});
