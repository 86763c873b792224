import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
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

/** Starts it by the script of the repository; throws with advice when there is none to be had. */
export async function startBroker(root: string, directory: string, events: ProcessEvents): Promise<OwnBroker> {
  const script = join(root, 'scripts/nats-server.mjs');
  const { findNatsServer } = (await import(pathToFileURL(script).href)) as ServerScript;
  const binary = await findNatsServer({ log: (line) => events.printed(`${line}\n`) });
  const [port] = await freePorts(1);
  const file = join(import.meta.dirname, 'broker-process.js');
  const own = { BROKER_SCRIPT: script, BROKER_BINARY: binary, BROKER_DIRECTORY: directory, BROKER_PORT: String(port) };
  const broker = new SupervisedProcess({ name: 'broker', file, env: { ...process.env, ...own } }, events);
  const { origin: url } = await broker.start();
  return { process: broker, url };
}
