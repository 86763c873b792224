import { Controller, Get, Injectable } from '@nestjs/common';
import { logger } from '#platform/observability';
import { Anonymous } from '#platform/security';
import { Answer, type HttpAnswer } from './answer.js';
import { Intake } from './intake.js';

const patience = 2000;
const log = logger('health');

/** What the outside sees of the process's state; why a check failed is only in the log. */
export interface Readiness {
  readonly status: 'ready' | 'not-ready' | 'draining';
  readonly checks: Readonly<Record<string, 'ok' | 'failed'>>;
}

/** What must work before the process takes requests. */
@Injectable()
export class HealthChecks {
  private readonly checks = new Map<string, () => Promise<void>>();

  constructor(private readonly intake: Intake) {}

  /** Adds a check that throws when something is wrong; one that takes longer than 2 s counts as failed. */
  add(name: string, check: () => Promise<void>): void {
    this.checks.set(name, check);
  }

  async readiness(): Promise<Readiness> {
    const results = await Promise.all(
      [...this.checks].map(async ([name, check]) => [name, await run(name, check)] as const),
    );
    const healthy = results.every(([, result]) => result === 'ok');
    const status = this.intake.isDraining ? 'draining' : healthy ? 'ready' : 'not-ready';
    return { status, checks: Object.fromEntries(results) };
  }
}

async function run(name: string, check: () => Promise<void>): Promise<'ok' | 'failed'> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`no answer within ${patience} ms`)), patience);
  return Promise.race([check(), promise])
    .then(() => 'ok' as const)
    .catch((error: unknown) => {
      log.warn(`The health check "${name}" failed.`, { error });
      return 'failed' as const;
    })
    .finally(() => clearTimeout(timer));
}

@Controller('health')
@Anonymous()
export class HealthController {
  constructor(private readonly checks: HealthChecks) {}

  @Get('live')
  live() {
    return { status: 'live' };
  }

  @Get('ready')
  async ready(@Answer() answer: HttpAnswer): Promise<Readiness> {
    const readiness = await this.checks.readiness();
    answer.status(readiness.status === 'ready' ? 200 : 503);
    return readiness;
  }
}
