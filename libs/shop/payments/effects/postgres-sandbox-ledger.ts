import { Injectable } from '@nestjs/common';
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

const movedAt = (outcome: string) => `CASE WHEN ${outcome}->>'outcome' = 'captured' THEN clock_timestamp() END`;

/** Keeps the sandbox's ledger in a table that nothing else reads: it stands for the other side's database. */
@Injectable()
export class PostgresSandboxLedger extends SandboxLedger {
  constructor(private readonly database: DataSource) {
    super();
  }

  async called({ key, kind, ours, amount, subject }: LedgerEntry, outcome?: ChargeOutcome) {
    const [row] = await this.database.query<[{ calls: number; outcome: ChargeOutcome | null }]>(
      `INSERT INTO sandbox_provider_ledger AS ledger (key, kind, amount, currency, subject, calls, outcome, ours, moved_at)
       VALUES ($1, $2, $3, $4, $5, 1, $6::jsonb, $7, ${movedAt('$6::jsonb')})
       ON CONFLICT (key) DO UPDATE SET calls = ledger.calls + 1,
         outcome = coalesce(ledger.outcome, excluded.outcome),
         moved_at = CASE WHEN ledger.outcome IS NULL THEN excluded.moved_at ELSE ledger.moved_at END
       RETURNING calls, outcome`,
      [key, kind, amount.amount, amount.currency, subject, outcome ? JSON.stringify(outcome) : null, ours],
    );
    return { call: row.calls, outcome: row.outcome };
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
}
