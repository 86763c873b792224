import 'reflect-metadata';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { checkSettings, WrongSettings } from '#platform/config';
import { Intake } from '#platform/http';
import { exportTraces, logger } from '#platform/observability';
import {
  giveBackMemoryOnceAtRest,
  httpHost,
  httpPort,
  listenNear,
  reportReady,
  runUntilStopped,
  tellStarter,
} from '#platform/process';
import { registryBySettings } from '#platform/registry-by-settings';
import { internalPrivateKey, isGateway } from '#platform/security';
import { checkTls, servesTls } from '#platform/tls';
import type { JWK } from 'jose';
import { startGateway } from './gateway.js';

export interface GatewaySystem {
  /** For people: `shop`. */
  readonly name: string;
  readonly contexts: readonly string[];
}

const log = logger('gateway');

/**
 * Runs the gateway of a system until it is told to stop: it then lets nobody in, waits for the answers under way, and exits.
 * Wrong settings end the process with one sentence.
 */
export function serveGateway({ name, contexts }: GatewaySystem): Promise<void> {
  return runUntilStopped({ report }, async (stopping) => {
    checkSettings();
    checkTls('anybody');
    stopping.add({ name: 'spans', run: await exportTraces('gateway') });
    const app = await startGateway({
      contexts,
      addresses: (await registryBySettings('looks')).addresses,
      privateKey: ownKey(),
    });
    stopping.add(
      { name: 'requests in flight', run: (time) => drain(app, time / 2) },
      { name: 'server', run: () => app.close() },
    );
    const port = await listenNear(app, httpPort.value, httpHost.value);
    const wanted = httpPort.value;
    if (wanted !== 0 && port !== wanted) console.log(`Port ${wanted} is taken, so the ${name} uses ${port}.`);
    const origin = `${servesTls() ? 'https' : 'http'}://localhost:${port}`;
    tellStarter(`The gateway of the ${name} is ready: ${origin}`);
    log.info('Ready.', { port });
    reportReady({ origin, notes: [] });
    giveBackMemoryOnceAtRest();
  });
}

function report(error: unknown): void {
  if (error instanceof WrongSettings) console.error(error.message);
  else console.error('The start failed.', error);
}

function ownKey(): JWK {
  const key = internalPrivateKey.value;
  if (key === undefined)
    throw new WrongSettings([
      `INTERNAL_PRIVATE_KEY is not set. It is ${internalPrivateKey.about}; a gateway needs one.`,
    ]);
  if (!isGateway(key.kid!))
    throw new WrongSettings([
      `The key in INTERNAL_PRIVATE_KEY is called "${key.kid}": a gateway's must be called gateway, or gateway-…`,
    ]);
  return key;
}

async function drain(app: NestFastifyApplication, milliseconds: number): Promise<boolean> {
  const intake = app.get(Intake);
  intake.beginDrain();
  return intake.drained(milliseconds);
}
