import { Injectable } from '@nestjs/common';
import DataLoader from 'dataloader';
import { DataSource } from 'typeorm';
import type { ChargeOutcome, Movement } from './payment-provider.js';
import type { LedgerEntry } from './sandbox-ledger.js';
import { SandboxLedger } from './sandbox-ledger.js';

interface MovedRow {
  readonly kind: Movement['kind'];
  readonly id: string;
  readonly reference: string;
  readonly amount: string;
  readonly currency: string;
  readonly at: Date;
}

interface Call extends LedgerEntry {
  readonly outcome: ChargeOutcome | undefined;
}

interface Called {
  readonly call: number;
  readonly outcome: ChargeOutcome | null;
}

/** Calls of the same moment are noted in one statement. */
const together = { cache: false, maxBatchSize: 100, batchScheduleFn: setImmediate } as const;

const movedAt = (outcome: string) => `CASE WHEN ${outcome}->>'outcome' = 'captured' THEN clock_timestamp() END`;

/** Keeps the sandbox's ledger in a table that nothing else reads: it stands for the other side's database. */
@Injectable()
export class PostgresSandboxLedger extends SandboxLedger {
  private readonly calls = new DataLoader((calls: readonly Call[]) => this.noteOrIsolate(calls), together);

  constructor(private readonly database: DataSource) {
    super();
  }

  called(entry: LedgerEntry, outcome?: ChargeOutcome): Promise<Called> {
    return this.calls.load({ ...entry, outcome });
  }

  async settle(key: string, outcome: ChargeOutcome) {
    const [[row]] = await this.database.query<[[{ outcome: ChargeOutcome }], number]>(
      `UPDATE sandbox_provider_ledger
       SET outcome = coalesce(outcome, $2::jsonb),
           moved_at = CASE WHEN outcome IS NULL THEN ${movedAt('$2::jsonb')} ELSE moved_at END
       WHERE key = $1
       RETURNING outcome`,
      [key, JSON.stringify(outcome)],
    );
    return row.outcome;
  }

  async moved(from: string, to: string) {
    const rows = await this.database.query<MovedRow[]>(
      `SELECT CASE kind WHEN 'charge' THEN 'capture' ELSE 'refund' END AS kind, ours AS id, amount, currency, moved_at AS at,
              CASE kind WHEN 'charge' THEN outcome->>'reference' ELSE subject END AS reference
       FROM sandbox_provider_ledger
       WHERE moved_at >= $1 AND moved_at < $2`,
      [from, to],
    );
    return rows.map(({ amount, currency, at, ...movement }) => ({
      ...movement,
      amount: { amount: Number(amount), currency },
      at: at.toISOString(),
    }));
  }

  /** A call that cannot be noted fails alone. */
  private async noteOrIsolate(calls: readonly Call[]): Promise<readonly (Called | Error)[]> {
    try {
      return await this.note(calls);
    } catch (error) {
      if (calls.length === 1) throw error;
      const alone = await Promise.allSettled(calls.map((call) => this.note([call])));
      return alone.map((one) => (one.status === 'fulfilled' ? one.value[0]! : (one.reason as Error)));
    }
  }

  /** Keys in one order everywhere, so that no two statements wait for each other; each once, as a statement can change a row once. */
  private async note(calls: readonly Call[]): Promise<readonly Called[]> {
    const byKey = Map.groupBy(calls, ({ key }) => key);
    const entries = [...byKey.values()].map((same) => {
      const { amount: money, ...entry } = same[0]!;
      return { ...entry, ...money, calls: same.length };
    });
    const rows = await this.database.query<(Called & { key: string })[]>(
      `INSERT INTO sandbox_provider_ledger AS ledger (key, kind, amount, currency, subject, calls, outcome, ours, moved_at)
       SELECT key, kind, amount, currency, subject, calls, outcome, ours, ${movedAt('outcome')}
       FROM jsonb_populate_recordset(null::sandbox_provider_ledger, $1) ORDER BY key
       ON CONFLICT (key) DO UPDATE SET calls = ledger.calls + excluded.calls,
         outcome = coalesce(ledger.outcome, excluded.outcome),
         moved_at = CASE WHEN ledger.outcome IS NULL THEN excluded.moved_at ELSE ledger.moved_at END
       RETURNING key, calls AS call, outcome`,
      [JSON.stringify(entries)],
    );
    const noted = new Map(rows.map((row) => [row.key, row]));
    return calls.map((call) => {
      const { call: last, outcome } = noted.get(call.key)!;
      const same = byKey.get(call.key)!;
      return { call: last - same.length + 1 + same.indexOf(call), outcome };
    });
  }
}
