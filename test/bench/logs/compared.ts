import { bestOf } from '../figures/rounds.js';
import { measure } from '../figures/statistics.js';
import { Castore } from './castore.js';
import { withDatabase } from './databases.js';
import { Emmett } from './emmett.js';
import { OurLog } from './our-log.js';
import { RawTables } from './raw-tables.js';

/** So many commands are under way at once. */
export const concurrency = 64;

/** Ours, the limit and, where they are wanted, the peers, on tables of one database. */
export interface Compared {
  readonly ours: OurLog;
  readonly raw: RawTables;
  readonly emmett: Emmett | undefined;
  readonly castore: Castore | undefined;
  /** The settings with which the others are fastest. */
  readonly settings: string;
  close(): Promise<void>;
}

interface Closable {
  close(): Promise<void>;
}

/** Opens all that are compared, each with as many connections as make it fastest here. */
export async function openCompared(url: string, serverUrl: string, withPeers: boolean): Promise<Compared> {
  const trial = (trialled: string) => fastest(serverUrl, trialled);
  const rawConnections = await trial('raw')(RawTables.open, (raw) => raw.insertRow());
  const settings = [`raw statements over ${rawConnections} connections`];
  const [ours, raw] = [await OurLog.open(url), await RawTables.open(url, rawConnections)];
  if (!withPeers)
    return { ours, raw, emmett: undefined, castore: undefined, settings: settings[0]!, close: closing(ours, raw) };
  const emmettConnections = await trial('emmett')(Emmett.open, (emmett) => emmett.append(1));
  settings.push(`Emmett over ${emmettConnections}`, 'Castore over 10, which its adapter sets');
  const [emmett, castore] = [await Emmett.open(url, emmettConnections), await Castore.open(url)];
  return { ours, raw, emmett, castore, settings: settings.join(', '), close: closing(ours, raw, emmett) };
}

/** Tries numbers of connections with appends of one event, in a database that is gone afterwards. */
function fastest(serverUrl: string, name: string) {
  return <Opened extends Closable>(
    open: (url: string, connections: number) => Promise<Opened>,
    append: (opened: Opened) => Promise<number>,
  ) =>
    bestOf([10, 20, 64], (connections) =>
      withDatabase(serverUrl, `trial_${name}`, async (url) => {
        const opened = await open(url, connections);
        await measure(concurrency, 200, () => append(opened));
        const { perSecond } = await measure(concurrency, 600, () => append(opened));
        await opened.close();
        return perSecond;
      }),
    );
}

function closing(...opened: readonly Closable[]): () => Promise<void> {
  return async () => {
    for (const one of opened) await one.close();
  };
}
