import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { JWK } from 'jose';
import { passwordVariable } from '#platform/nats-access';
import { newInternalKey } from '#platform/security';
import { EnvFile } from './env-file.js';
import { writeReadable } from './readable-file.js';

/** Settings by process; undefined stands for a password that is made. */
export type ChosenSettings = Readonly<Record<string, Readonly<Record<string, string | undefined>>>>;

/** Letters alone: every file may hold them, and NATS would take what begins with a digit for a number. */
const newPassword = () =>
  randomBytes(24)
    .toString('hex')
    .replaceAll(/\d/g, (digit) => 'ghijklmnop'[Number(digit)]!);

/** The secret settings of the processes of a split, and of the servers beside them, a file each. */
export class SplitSettings {
  private metricsToken = '';

  private constructor(
    private readonly folder: string,
    private readonly processes: readonly string[],
    private readonly env: NodeJS.ProcessEnv,
    private readonly files: ReadonlyMap<string, EnvFile>,
  ) {}

  static async open(folder: string, processes: readonly string[], env: NodeJS.ProcessEnv): Promise<SplitSettings> {
    const names = ['postgres', 'grafana', 'nats', 'contexts', ...processes];
    const files = names.map(async (name) => [name, await EnvFile.open(join(folder, `${name}.env`))] as const);
    return new SplitSettings(folder, processes, env, new Map(await Promise.all(files)));
  }

  async fill(database: string, chosen: ChosenSettings): Promise<void> {
    const password = await this.choose('postgres', 'POSTGRES_PASSWORD');
    await this.choose('grafana', 'GF_SECURITY_ADMIN_PASSWORD');
    await this.choose('contexts', 'DATABASE_URL', `postgres://postgres:${password}@postgres:5432/${database}`);
    await this.choose('contexts', 'DATABASE_ROLE_SECRET');
    await this.choose('contexts', 'PERSONAL_DATA_SECRET');
    this.file('gateway').set('IDEMPOTENCY_SECRET', await this.choose('contexts', 'IDEMPOTENCY_SECRET'));
    this.metricsToken = await this.choose('gateway', 'METRICS_TOKEN');
    await this.introduce();
    for (const [process, settings] of Object.entries(chosen))
      for (const [name, usual] of Object.entries(settings)) await this.choose(process, name, usual);
  }

  /** Gives each process a key and a user of the broker, and makes them known to those who meet it. */
  private async introduce(): Promise<void> {
    const known: JWK[] = [];
    for (const process of this.processes) {
      const made = async () => JSON.stringify((await newInternalKey(process)).privateKey);
      const { d: _, ...open } = JSON.parse(await this.file(process).keep('INTERNAL_PRIVATE_KEY', made)) as JWK;
      known.push(open);
      const password = await this.file(process).keep('NATS_PASSWORD', newPassword);
      this.file('nats').set(passwordVariable(process), password);
    }
    this.file('contexts').set('INTERNAL_PUBLIC_KEYS', JSON.stringify({ keys: known }));
  }

  /** Writes what is new. Answers with what that is. */
  async save(): Promise<readonly string[]> {
    for (const file of this.files.values()) await file.save();
    const generated = ['nats', 'contexts', ...this.processes];
    await writeFile(join(this.folder, 'kustomization.yaml'), kustomization(generated));
    await writeReadable(join(this.folder, 'metrics-token'), this.metricsToken);
    return [...this.files].flatMap(([name, { changed }]) => changed.map((setting) => `${name}.env: ${setting}`));
  }

  private async choose(file: string, name: string, usual?: string): Promise<string> {
    const given = this.env[name];
    const isGiven = given !== undefined && given !== '';
    return isGiven ? this.file(file).set(name, given) : this.file(file).keep(name, () => usual ?? newPassword());
  }

  private file(name: string): EnvFile {
    return this.files.get(name)!;
  }
}

/** Has Kustomize make a Secret of each file. */
function kustomization(files: readonly string[]): string {
  const secrets = files.map((name) => `  - name: ${name}\n    envs: [${name}.env]\n`);
  return `apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nsecretGenerator:\n${secrets.join('')}`;
}
