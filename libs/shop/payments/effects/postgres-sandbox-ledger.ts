import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { ChargeOutcome } from './payment-provider.js';
import type { LedgerEntry } from './sandbox-ledger.js';
import { SandboxLedger } from './sandbox-ledger.js';

/** Keeps the sandbox's ledger in a table that nothing else reads: it stands for the other side's database. */
@Injectable()
export class PostgresSandboxLedger extends SandboxLedger {
  constructor(private readonly database: DataSource) {
    super();
  }

  async called({ key, kind, amount, subject }: LedgerEntry, outcome?: ChargeOutcome) {
    const [row] = await this.database.query<[{ calls: number; outcome: ChargeOutcome | null }]>(
      `INSERT INTO sandbox_provider_ledger AS ledger (key, kind, amount, currency, subject, calls, outcome)
       VALUES ($1, $2, $3, $4, $5, 1, $6::jsonb)
       ON CONFLICT (key) DO UPDATE SET calls = ledger.calls + 1, outcome = coalesce(ledger.outcome, excluded.outcome)
       RETURNING calls, outcome`,
      [key, kind, amount.amount, amount.currency, subject, outcome ? JSON.stringify(outcome) : null],
    );
    return { call: row.calls, outcome: row.outcome };
  }

  async settle(key: string, outcome: ChargeOutcome) {
    const [[row]] = await this.database.query<[[{ outcome: ChargeOutcome }], number]>(
      `UPDATE sandbox_provider_ledger
       SET outcome = coalesce(outcome, $2::jsonb)
       WHERE key = $1
       RETURNING outcome`,
      [key, JSON.stringify(outcome)],
    );
    return row.outcome;
  }
}
