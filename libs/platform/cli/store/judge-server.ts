import type { Diagnosis, State } from './diagnosis.js';

/** What a database server says of itself. */
export interface ServerFigures {
  readonly version: string;
  readonly isReplica: boolean;
  readonly role: string;
  /** Whether the role may create roles and schemas. */
  readonly mayProvision: boolean;
  readonly connections: { readonly used: number; readonly most: number };
  /** How many connections the contexts of one process of all may hold. */
  readonly connectionsWanted: number;
  readonly bytes: number;
  /** What lies in the folder of the WAL; null where the role may not look. */
  readonly walBytes: number | null;
  readonly archiving: { readonly isOn: boolean; readonly isFailing: boolean; readonly lastFailure: string | null };
  /** Replication slots that nobody reads, and the WAL that is kept for them. */
  readonly idleSlots: readonly { readonly name: string; readonly bytes: number }[];
  /** Transactions until the server stops to avoid a wraparound. */
  readonly transactionsLeft: number;
  /** Pages whose checksum was wrong; null without checksums. */
  readonly brokenPages: number | null;
  /** How long the oldest open transaction has been open, in seconds. */
  readonly oldestTransaction: number;
}

const fewTransactions = 500_000_000;
const longTransaction = 3_600;
const muchWal = 10 * 1024 ** 3;

/** Judges what a server says of itself, one sentence for each thing. */
export function judgeServer(of: string, figures: ServerFigures): readonly Diagnosis[] {
  const judgements = [
    versionOf(figures),
    provisioningOf(figures),
    connectionsOf(figures),
    diskOf(figures),
    archivingOf(figures),
    ...figures.idleSlots.map(slotOf),
    transactionsOf(figures),
    openTransactionsOf(figures),
    pagesOf(figures),
  ];
  return judgements.map(([check, state, says]) => ({ of, check, state, says }));
}

type Judgement = readonly [check: string, state: State, says: string];

function versionOf({ version, isReplica }: ServerFigures): Judgement {
  if (!isReplica) return ['server', 'fine', `PostgreSQL ${version}.`];
  return ['server', 'wrong', 'This server is a replica and takes no events: set DATABASE_URL to the primary.'];
}

function provisioningOf({ role, mayProvision }: ServerFigures): Judgement {
  if (mayProvision) return ['provisioning', 'fine', `${role} may create roles and schemas.`];
  const says = `${role} may not create roles and schemas, so that no new context can be set up: run "alter role ${role} createrole" and grant it "create" on the database.`;
  return ['provisioning', 'doubtful', says];
}

function connectionsOf({ connections: { used, most }, connectionsWanted }: ServerFigures): Judgement {
  const says = `${used} of ${most} connections are in use; one process with all contexts may hold ${connectionsWanted}.`;
  if (most - used >= connectionsWanted) return ['connections', 'fine', says];
  return ['connections', 'doubtful', `${says} Raise max_connections, or lower DATABASE_CONNECTIONS.`];
}

function diskOf({ bytes, walBytes }: ServerFigures): Judgement {
  const wal = walBytes === null ? 'how much WAL there is this role may not see' : `${size(walBytes)} of WAL`;
  const says = `The database has ${size(bytes)}, ${wal}.`;
  if (walBytes === null || walBytes < muchWal) return ['disk', 'fine', says];
  return ['disk', 'doubtful', `${says} Look why it is kept: an archive that fails, a slot that nobody reads, max_wal_size.`]; // prettier-ignore
}

function archivingOf({ archiving: { isOn, isFailing, lastFailure } }: ServerFigures): Judgement {
  if (!isOn) return ['WAL archive', 'fine', 'WAL is not archived: what was written since the last backup is lost with the disk.']; // prettier-ignore
  if (!isFailing) return ['WAL archive', 'fine', 'WAL is archived.'];
  const says = `Archiving WAL fails since ${lastFailure}, and the disk fills: see archive_command in the server's log.`;
  return ['WAL archive', 'wrong', says];
}

function slotOf({ name, bytes }: ServerFigures['idleSlots'][number]): Judgement {
  const says = `Nobody reads the replication slot ${name}, for which ${size(bytes)} of WAL are kept: start its reader, or drop it.`;
  return ['replication slot', 'doubtful', says];
}

function transactionsOf({ transactionsLeft }: ServerFigures): Judgement {
  const says = `${transactionsLeft.toLocaleString('en')} transactions until the server would stop to avoid a wraparound.`;
  if (transactionsLeft > fewTransactions) return ['wraparound', 'fine', says];
  return ['wraparound', 'wrong', `${says} Let autovacuum work: look for what holds it up.`];
}

function openTransactionsOf({ oldestTransaction }: ServerFigures): Judgement {
  if (oldestTransaction < longTransaction) return ['open transactions', 'fine', 'None has been open for an hour.'];
  const hours = Math.floor(oldestTransaction / 3_600);
  const says = `A transaction has been open for ${hours} h and keeps the server from cleaning up: find it in pg_stat_activity and end it.`;
  return ['open transactions', 'doubtful', says];
}

function pagesOf({ brokenPages }: ServerFigures): Judgement {
  if (brokenPages === null) return ['pages', 'fine', 'Pages have no checksums: a disk that errs is not noticed.'];
  if (brokenPages === 0) return ['pages', 'fine', 'No page had a wrong checksum.'];
  return [
    'pages',
    'wrong',
    `${brokenPages} pages had a wrong checksum: the disk errs. Restore from a backup elsewhere.`,
  ];
}

function size(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];
  const power = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10));
  return `${(bytes / 1024 ** power).toFixed(power === 0 ? 0 : 1)} ${units[power]}`;
}
