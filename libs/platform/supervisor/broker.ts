import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { brokerConfiguration, type BrokerUser, quoted } from '#platform/nats-access';
import type { RunCredentials } from './credentials.js';
import { freePorts } from './free-ports.js';
import { type ProcessEvents, SupervisedProcess } from './supervised-process.js';

interface ServerScript {
  findNatsServer(options: { readonly log: (line: string) => void }): Promise<string>;
}

/** A nats-server of our own; started again, on the same port and with what it has stored, when it dies. */
export interface OwnBroker {
  readonly process: SupervisedProcess;
  readonly url: string;
}

export interface BrokerOptions {
  /** The repository's folder, where `scripts/` is. */
  readonly root: string;
  /** Where it stores. */
  readonly directory: string;
  readonly users: readonly BrokerUser[];
  readonly credentials: RunCredentials;
  readonly events: ProcessEvents;
}

/** Starts it by the script of the repository; throws with advice when there is none to be had. */
export async function startBroker({ root, directory, users, credentials, events }: BrokerOptions): Promise<OwnBroker> {
  const script = join(root, 'scripts/nats-server.mjs');
  const { findNatsServer } = (await import(pathToFileURL(script).href)) as ServerScript;
  const binary = await findNatsServer({ log: (line) => events.printed(`${line}\n`) });
  const { authority, folder } = credentials;
  const configuration = join(folder, 'nats-server.conf');
  const text = brokerConfiguration({
    users,
    passwordOf: (user) => quoted(credentials.passwordOf(user)),
    tls: { ...credentials.identityOf('broker'), authority },
  });
  await writeFile(configuration, text, { mode: 0o600 });
  const [port] = await freePorts(1);
  const file = join(import.meta.dirname, 'broker-process.js');
  const own = {
    BROKER_SCRIPT: script,
    BROKER_BINARY: binary,
    BROKER_DIRECTORY: directory,
    BROKER_PORT: String(port),
    BROKER_CONFIGURATION: configuration,
  };
  const broker = new SupervisedProcess({ name: 'broker', file, env: { ...process.env, ...own } }, events);
  try {
    const { origin: url } = await broker.start();
    return { process: broker, url };
  } catch (error) {
    await broker.stop(0);
    throw error;
  }
}
