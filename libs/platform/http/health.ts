import { Controller, Get, Injectable } from '@nestjs/common';
import { logger } from '#platform/observability';
import { Anonymous } from '#platform/security';
import { inTime } from '#platform/waiting';
import { Answer, type HttpAnswer } from './answer.js';
import { Intake } from './intake.js';

const patience = 2000;
/** How long a check may fail before it has succeeded once, in milliseconds: others may be starting too. */
const starting = 15_000;
const log = logger('health');

/** What the outside sees of the process's state; why a check failed is only in the log. */
export interface Readiness {
  readonly status: 'ready' | 'not-ready' | 'draining';
  readonly checks: Readonly<Record<string, 'ok' | 'failed'>>;
}

/** What was found of a check so far. */
interface Finding {
  readonly firstAt: number;
  readonly wasOk: boolean;
  isTold: boolean;
}

interface Check {
  readonly check: () => Promise<void>;
  readonly isVital: boolean;
}

/** What must work before the process takes requests, and what somebody has to look at. */
@Injectable()
export class HealthChecks {
  private readonly checks = new Map<string, Check>();
  private readonly findings = new Map<string, Finding>();

  constructor(private readonly intake: Intake) {}

  /**
   * Adds a check that throws when something is wrong; one that takes longer than 2 s counts as failed. One that is not vital is
   * shown and logged, but keeps no requests away.
   */
  add(name: string, check: () => Promise<void>, { isVital = true } = {}): void {
    this.checks.set(name, { check, isVital });
  }

  async readiness(): Promise<Readiness> {
    const results = await Promise.all(
      [...this.checks].map(async ([name, { check }]) => [name, this.note(name, await failureOf(check))] as const),
    );
    const healthy = results.every(([name, result]) => result === 'ok' || !this.checks.get(name)!.isVital);
    const status = this.intake.isDraining ? 'draining' : healthy ? 'ready' : 'not-ready';
    return { status, checks: Object.fromEntries(results) };
  }

  /** Says once that a check fails, and once that it does no longer. */
  private note(name: string, error: unknown): 'ok' | 'failed' {
    const finding = this.findings.get(name) ?? { firstAt: performance.now(), wasOk: false, isTold: false };
    this.findings.set(name, finding);
    if (error === undefined) {
      if (finding.isTold) log.info(`The health check "${name}" succeeds again.`);
      Object.assign(finding, { wasOk: true, isTold: false });
      return 'ok';
    }
    const isDue = finding.wasOk || performance.now() - finding.firstAt > starting;
    if (isDue && !finding.isTold) log.warn(`The health check "${name}" failed.`, { error });
    finding.isTold ||= isDue;
    return 'failed';
  }
}

/** Undefined when all is well. */
async function failureOf(check: () => Promise<void>): Promise<unknown> {
  const succeeds = async () => {
    await check();
    return true;
  };
  try {
    const isInTime = await inTime(patience, succeeds());
    return isInTime ? undefined : new Error(`no answer within ${patience} ms`);
  } catch (error) {
    return error ?? new Error('no reason was given');
  }
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
