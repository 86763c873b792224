import { hash, timingSafeEqual } from 'node:crypto';
import { Controller, Get, Headers, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { setting } from '#platform/config';
import { metricsContentType, metricsText } from '#platform/metrics';
import { Anonymous, bearerToken, InvalidToken, isBehindGateway, SignInRequired } from '#platform/security';
import { NoSuchRoute } from './refusals.js';

export const metricsPath = '/metrics';

const metricsToken = setting(
  'METRICS_TOKEN',
  z.string().min(16, 'must have at least 16 characters'),
  'the bearer token that a reader of /metrics must show; unset, anyone may read them, but in production nobody who comes past a gateway or to a process without one',
  { secret: true },
);

/** What the process tells about itself, for Prometheus. */
@Controller(metricsPath)
@Anonymous()
export class MetricsController {
  @Get()
  async show(
    @Headers('authorization') authorization: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    assertMayRead(authorization);
    const text = await metricsText();
    void reply.type(metricsContentType).header('cache-control', 'no-store');
    return text;
  }
}

/** Only the processes behind a gateway listen where strangers do not come: the others show nothing in production without a token. */
function assertMayRead(authorization: string | undefined): void {
  const wanted = metricsToken.value;
  if (wanted === undefined) {
    if (process.env['NODE_ENV'] === 'production' && !isBehindGateway()) throw new NoSuchRoute();
    return;
  }
  const shown = bearerToken(authorization);
  if (shown === undefined) throw new SignInRequired();
  if (!timingSafeEqual(hash('sha256', shown, 'buffer'), hash('sha256', wanted, 'buffer'))) throw new InvalidToken();
}
