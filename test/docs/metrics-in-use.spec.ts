import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { loadEverything, metrics } from './declarations.js';
import { pages, read, root } from './repository-files.js';

/** A metric as a query or a page names it. */
interface Use {
  readonly file: string;
  readonly name: string;
  /** The labels that choose among its lines. */
  readonly labels: readonly string[];
}

/** Given to every line by Prometheus itself. */
const ofPrometheus = new Set(['job', 'instance', 'le']);

const configuration = ['docker/prometheus', 'docker/grafana'].flatMap(filesBelow);

beforeAll(loadEverything, 60_000);

describe.each([...configuration, ...pages()])('%s', (file) => {
  it('asks for metrics that there are, by labels that they have', () => {
    const known = new Map(metrics().flatMap(namesOf));
    const unknown = usesIn(file).filter(({ name, labels }) => {
      const own = known.get(name);
      return own === undefined || !labels.every((label) => own.has(label) || ofPrometheus.has(label));
    });
    expect(unknown).toEqual([]);
  });
});

describe('the dashboard', () => {
  const dashboard = JSON.parse(read('docker/grafana/dashboards/tearline.json')) as {
    readonly panels: readonly { readonly title: string; readonly datasource?: { readonly uid: string } }[];
  };

  it('reads from the source that is provisioned', () => {
    const [, uid] = /^ +uid: (\S+)$/m.exec(read('docker/grafana/provisioning/datasources/prometheus.yml')) ?? [];
    const used = new Set(dashboard.panels.flatMap(({ datasource }) => datasource?.uid ?? []));
    expect([...used]).toEqual([uid]);
  });

  it('has a panel only once', () => {
    const titles = dashboard.panels.map(({ title }) => title);
    expect(new Set(titles).size).toBe(titles.length);
  });
});

it('every alert is told of in the guide', () => {
  const alerts = [...read('docker/prometheus/alerts.yml').matchAll(/- alert: (\w+)/g)].map((match) => match[1]!);
  expect(alerts.length).toBeGreaterThan(0);
  expect(alerts.filter((alert) => !read('docs/guide/observability.md').includes(`\`${alert}\``))).toEqual([]);
});

/** A histogram shows three figures, and only the buckets are asked for by their bound. */
function namesOf({ name, kind, labels }: ReturnType<typeof metrics>[number]): [string, ReadonlySet<string>][] {
  const names = kind === 'histogram' ? ['_bucket', '_sum', '_count', ''].map((part) => `${name}${part}`) : [name];
  return names.map((one) => [one, new Set(labels)]);
}

function usesIn(file: string): Use[] {
  const text = read(file).replaceAll(String.raw`\"`, '"');
  return [...text.matchAll(/\b(tearline_[a-z_]*[a-z])\b(?:\{([^}]*)\})?/g)].map(([, name, chosen = '']) => {
    const labels = [...chosen.matchAll(/(\w+)\s*(?:=~|!~|!=|=)/g)].map((match) => match[1]!);
    return { file, name: name!, labels };
  });
}

function filesBelow(folder: string): string[] {
  const entries = readdirSync(join(root, folder), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(root.length + 1)
        .replaceAll('\\', '/'),
    )
    .toSorted();
}
