import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import { parseEnvFile } from '#platform/secrets';
import { read, root } from '../docs/repository-files.js';

/** Kubernetes reads YAML 1.1, where 0440 is octal. */
const version = '1.1';

export type Labels = Readonly<Record<string, string>>;

export interface Probe {
  readonly httpGet: { readonly path: string; readonly port: string; readonly scheme?: string };
}

export interface Container {
  readonly name: string;
  readonly image: string;
  readonly command: readonly string[];
  readonly env?: readonly { readonly name: string; readonly value: string }[];
  readonly envFrom: readonly { readonly configMapRef?: { name: string }; readonly secretRef?: { name: string } }[];
  readonly ports: readonly { readonly name: string; readonly containerPort: number }[];
  readonly startupProbe: Probe;
  readonly readinessProbe: Probe;
  readonly livenessProbe: Probe;
  readonly lifecycle?: { readonly preStop: { readonly exec: { readonly command: readonly string[] } } };
  readonly resources: { readonly requests: Labels; readonly limits: Labels };
  readonly securityContext: object;
  readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string }[];
}

export interface PodTemplate {
  readonly metadata: { readonly labels: Labels; readonly annotations?: Labels };
  readonly spec: {
    readonly automountServiceAccountToken: boolean;
    readonly terminationGracePeriodSeconds: number;
    readonly securityContext: object;
    readonly containers: readonly Container[];
    readonly volumes: readonly {
      readonly name: string;
      readonly secret?: { readonly secretName: string };
      readonly persistentVolumeClaim?: { readonly claimName: string };
    }[];
  };
}

export interface Manifest<Spec = unknown> {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly labels?: Labels };
  readonly spec: Spec;
}

export type Deployment = Manifest<{
  readonly replicas: number;
  readonly selector: { readonly matchLabels: Labels };
  readonly template: PodTemplate;
}>;

export interface Kustomization {
  readonly resources: readonly string[];
  readonly configMapGenerator?: readonly { readonly name: string; readonly literals: readonly string[] }[];
  readonly images?: readonly { readonly name: string; readonly newTag: string }[];
}

/** The manifests in the files of a folder. */
export function manifestsIn(folder: string): readonly Manifest[] {
  const files = readdirSync(join(root, folder)).filter((name) => name !== 'kustomization.yaml');
  return files.flatMap((file) =>
    parseAllDocuments(read(`${folder}/${file}`), { version }).map((document) => document.toJS() as Manifest),
  );
}

export function kustomizationIn(folder: string): Kustomization {
  return parse(read(`${folder}/kustomization.yaml`), { version }) as Kustomization;
}

export interface Sources {
  readonly kustomization: Kustomization;
  /** The text of the file that a Secret is made from. */
  readonly secret: (name: string) => string;
}

/** What a container finds in its environment. */
export function environmentOf({ env = [], envFrom }: Container, { kustomization, secret }: Sources) {
  const taken = envFrom.flatMap(({ configMapRef, secretRef }) =>
    secretRef === undefined ? literalsOf(kustomization, configMapRef!.name) : [...parseEnvFile(secret(secretRef.name))],
  );
  const own = env.map(({ name, value }) => [name, value] as const);
  return Object.fromEntries([...taken, ...own]) as Readonly<Record<string, string>>;
}

function literalsOf({ configMapGenerator = [] }: Kustomization, name: string) {
  const { literals } = configMapGenerator.find((generator) => generator.name === name)!;
  return [...parseEnvFile(literals.join('\n'))];
}
