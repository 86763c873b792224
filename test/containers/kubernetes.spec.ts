import { duration } from '#platform/config';
import { loadEverything } from '../docs/declarations.js';
import { exists, foldersIn, read } from '../docs/repository-files.js';
import {
  type Container,
  type Deployment,
  environmentOf,
  kustomizationIn,
  type Labels,
  type Manifest,
  manifestsIn,
} from './kubernetes.js';
import { type MadeSecrets, makeSecrets } from './made-secrets.js';
import { appIn, complaintsOf, contextsOf, unknownIn } from './production.js';
import { faultsIn, modelOf } from './strict-types.js';

const contexts = foldersIn('libs/shop').filter((name) => name !== 'contracts');
const kustomization = kustomizationIn('docker/kubernetes/base');
const base = manifestsIn('docker/kubernetes/base');
const autoscaled = manifestsIn('docker/kubernetes/autoscaled');
const everything = [...base, ...autoscaled];

const ofKind = <T extends Manifest>(kind: string, among = everything) =>
  among.filter((one) => one.kind === kind) as T[];
const deployments = ofKind<Deployment>('Deployment');
const ours = deployments.filter(({ spec }) => spec.template.spec.containers[0]!.image === 'tearline-shop');
const containerOf = ({ spec }: Deployment) => spec.template.spec.containers[0]!;
const podsOf = ({ matchLabels }: { matchLabels: Labels }) =>
  deployments.filter(({ spec: { template } }) =>
    Object.entries(matchLabels).every(([name, value]) => template.metadata.labels[name] === value),
  );

let secrets: MadeSecrets;
beforeAll(async () => {
  secrets = await makeSecrets({ DATABASE_URL: 'postgres://shop:teapots@postgres.example:5432/shop' });
  await loadEverything();
}, 60_000);
afterAll(() => secrets.remove());

const settingsOf = (container: Container) =>
  environmentOf(container, { kustomization, secret: (name) => secrets.text(name) });

describe('the manifests', () => {
  it.each(everything.map((one) => [`${one.kind} ${one.metadata.name}`, one] as const))(
    '%s is valid',
    async (_, manifest) => {
      const models = (await import(modelOf(manifest))) as Record<string, new (data: object) => { validate(): void }>;
      expect(() => new models[manifest.kind]!(manifest).validate()).not.toThrow();
    },
  );

  it('have no field that Kubernetes does not know', () => {
    const misspelt = structuredClone(ours[0]!);
    Object.assign(containerOf(misspelt), { readinesProbe: {} });
    expect(faultsIn([...everything, misspelt])).toEqual([expect.stringContaining('"readinesProbe"')]);
  }, 60_000);

  it('are all listed, and each that is listed is there', () => {
    const files = ['base', 'autoscaled'].flatMap((folder) =>
      kustomizationIn(`docker/kubernetes/${folder}`).resources.map((path) => `docker/kubernetes/${folder}/${path}`),
    );
    const made = 'docker/kubernetes/base/../../secrets';
    expect(files.filter((path) => path !== made && !exists(path))).toEqual([]);
    const listed = files.filter((path) => path.endsWith('.yaml')).map((path) => path.split('/').at(-1));
    expect(listed).toEqual(expect.arrayContaining(['gateway.yaml', ...contexts.map((name) => `${name}.yaml`)]));
  });

  it('are of the version that package.json has', () => {
    const { version } = JSON.parse(read('package.json')) as { version: string };
    expect(kustomization.images).toEqual([{ name: 'tearline-shop', newTag: version }]);
  });
});

describe('the deployments', () => {
  it('are a gateway and one for each context, called as it is called', () => {
    const apps = ours.map((deployment) => appIn(containerOf(deployment).command));
    expect(apps.toSorted()).toEqual(['gateway', ...contexts].map((name) => `shop/${name}`).toSorted());
    for (const deployment of ours) {
      const { name } = deployment.metadata;
      expect(appIn(containerOf(deployment).command)).toBe(`shop/${name}`);
      expect(contextsOf(`shop/${name}`)).toEqual(name === 'gateway' ? [] : [name]);
    }
  });

  it('differ from context to context in nothing but the name', () => {
    const [first, ...others] = contexts.map((name) =>
      read(`docker/kubernetes/base/${name}.yaml`).replaceAll(name, 'one'),
    );
    for (const other of others) expect(other).toBe(first);
  });

  it.each(ours.map((one) => [one.metadata.name, one] as const))(
    '%s sets what it knows, and all that it insists on',
    (name, one) => {
      const settings = settingsOf(containerOf(one));
      expect(unknownIn(settings)).toEqual([]);
      expect(complaintsOf(`shop/${name}`, settings)).toEqual([]);
      expect(JSON.parse(settings['INTERNAL_PRIVATE_KEY']!)).toMatchObject({ kid: name });
    },
  );

  it.each(deployments.map((one) => [one.metadata.name, one] as const))(
    '%s may do nothing that it need not',
    (_, { spec: { template } }) => {
      expect(template.spec).toMatchObject({
        automountServiceAccountToken: false,
        securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: 'RuntimeDefault' } },
      });
      for (const { securityContext, resources } of template.spec.containers) {
        expect(securityContext).toEqual({
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        });
        expect(Object.keys(resources.requests)).toEqual(['cpu', 'memory']);
        expect(resources.limits['memory']).toBeDefined();
      }
    },
  );

  it.each(ours.map((one) => [one.metadata.name, one] as const))('%s is asked where it answers', (_, one) => {
    const { startupProbe, readinessProbe, livenessProbe, ports } = containerOf(one);
    const scheme = settingsOf(containerOf(one))['TLS_CERT'] === undefined ? 'HTTP' : 'HTTPS';
    const [port] = ports;
    const asks = (path: string) => ({ httpGet: { path, port: port!.name, scheme } });
    expect(startupProbe).toMatchObject(asks('/health/live'));
    expect(livenessProbe).toMatchObject(asks('/health/live'));
    expect(readinessProbe).toMatchObject(asks('/health/ready'));
    const health = read('libs/platform/http/health.ts');
    for (const part of [`@Controller('health')`, `@Get('live')`, `@Get('ready')`]) expect(health).toContain(part);
    expect(ports.map(({ containerPort }) => containerPort)).toEqual([
      Number(/^ENV PORT=(\d+)$/m.exec(read('docker/Dockerfile'))![1]),
    ]);
  });

  it.each(ours.map((one) => [one.metadata.name, one] as const))(
    '%s is given the time that a stop may take',
    (_, one) => {
      const stop = duration.parse(settingsOf(containerOf(one))['STOP_TIMEOUT']!);
      const before = Number(containerOf(one).lifecycle?.preStop.exec.command[1] ?? 0) * 1_000;
      const grace = one.spec.template.spec.terminationGracePeriodSeconds * 1_000;
      expect(grace).toBeGreaterThan(stop + before + 2_000);
    },
  );

  it.each(deployments.map((one) => [one.metadata.name, one] as const))(
    '%s finds its certificates where the settings say',
    (name, { spec: { template } }) => {
      const certificates =
        ofKind<Manifest<{ secretName: string; dnsNames?: string[]; usages?: string[] }>>('Certificate');
      const own = certificates.find(({ spec }) => spec.secretName === `${name}-tls`)!;
      expect(own.spec).toMatchObject({
        dnsNames: [name],
        usages: expect.arrayContaining(['server auth', 'client auth']) as never,
      });
      const [container] = template.spec.containers;
      const volume = template.spec.volumes.find(({ secret }) => secret?.secretName === `${name}-tls`)!;
      const mount = container!.volumeMounts.find((one) => one.name === volume.name)!;
      const files = Object.values(settingsOf(container!)).filter(
        (value) => value.endsWith('.crt') || value.endsWith('.key'),
      );
      const there = ['ca.crt', 'tls.crt', 'tls.key'].map((file) => `${mount.mountPath}/${file}`);
      expect(files.filter((file) => !there.includes(file))).toEqual([]);
    },
  );
});

describe('archived events', () => {
  it('are on one volume, which every pod with a context mounts where the settings say', () => {
    const [claim] = ofKind<Manifest<{ accessModes: string[] }>>('PersistentVolumeClaim').filter(
      ({ metadata }) => metadata.name === 'archive',
    );
    expect(claim!.spec.accessModes).toEqual(['ReadWriteMany']);
    for (const { metadata, spec } of ours.filter(({ metadata }) => metadata.name !== 'gateway')) {
      const [container] = spec.template.spec.containers;
      const volume = spec.template.spec.volumes.find((one) => one.persistentVolumeClaim?.claimName === 'archive')!;
      const mount = container!.volumeMounts.find(({ name }) => name === volume.name);
      expect([metadata.name, mount?.mountPath]).toEqual([metadata.name, settingsOf(container!)['ARCHIVE_DIRECTORY']]);
    }
  });
});

describe('what goes with the deployments', () => {
  it('is a service and a budget each, for pods that there are', () => {
    const services = ofKind<Manifest<{ selector: Labels; ports: { targetPort: string }[] }>>('Service');
    const budgets = ofKind<Manifest<{ selector: { matchLabels: Labels } }>>('PodDisruptionBudget');
    for (const deployment of ours) {
      const { name } = deployment.metadata;
      expect(podsOf(deployment.spec.selector)).toEqual([deployment]);
      const service = services.find((one) => one.metadata.name === name)!;
      expect(podsOf({ matchLabels: service.spec.selector })).toEqual([deployment]);
      const ports = containerOf(deployment).ports.map((port) => port.name);
      expect(service.spec.ports.map(({ targetPort }) => targetPort)).toEqual(ports);
      const budget = budgets.find((one) => one.metadata.name === name)!;
      expect(podsOf(budget.spec.selector)).toEqual([deployment]);
      expect(deployment.spec.replicas).toBeGreaterThan(1);
    }
  });

  it('is a name for each context under which all of its pods are found', () => {
    for (const deployment of ours) {
      const host = new URL(settingsOf(containerOf(deployment))['CONTEXT_DNS']!.replaceAll('{context}', 'orders'));
      expect(host.href).toBe('https://orders:3000/');
    }
    const services = ofKind<Manifest<{ clusterIP?: string }>>('Service');
    for (const name of contexts)
      expect(services.find((one) => one.metadata.name === name)!.spec.clusterIP).toBe('None');
  });

  it('is a broker at the address that the contexts have', () => {
    const services = ofKind<Manifest<{ selector: Labels; ports: { port: number }[] }>>('Service');
    const { hostname, port } = new URL(
      settingsOf(containerOf(ours.find(({ metadata }) => metadata.name === 'orders')!))['NATS_URL']!,
    );
    const broker = services.find(({ metadata }) => metadata.name === hostname)!;
    expect(broker.spec.ports.map((one) => String(one.port))).toEqual([port]);
    expect(podsOf({ matchLabels: broker.spec.selector })).toHaveLength(1);
  });
});

describe('the network', () => {
  interface Policy {
    readonly podSelector: { readonly matchLabels?: Labels };
    readonly ingress?: readonly { readonly from?: readonly object[] }[];
  }
  const policies = ofKind<Manifest<Policy>>('NetworkPolicy');

  it('refuses what is not allowed', () => {
    expect(policies.find(({ metadata }) => metadata.name === 'nothing-else')!.spec).toEqual({
      podSelector: {},
      policyTypes: ['Ingress', 'Egress'],
    });
  });

  it('lets everybody in to the gateway only', () => {
    const open = policies.filter(({ spec: { ingress = [] } }) => ingress.some(({ from }) => from === undefined));
    expect(
      open.flatMap(({ spec }) =>
        podsOf(spec.podSelector as { matchLabels: Labels }).map(({ metadata }) => metadata.name),
      ),
    ).toEqual(['gateway']);
  });

  it('has a policy for every pod, and no policy without a pod', () => {
    const named = policies.filter(({ spec }) => spec.podSelector.matchLabels !== undefined);
    const pods = named.map(({ spec }) => podsOf(spec.podSelector as { matchLabels: Labels }));
    expect(pods.filter((found) => found.length === 0)).toEqual([]);
    expect(new Set(pods.flat())).toEqual(new Set(deployments));
  });
});

describe('the autoscaling', () => {
  interface Scaled {
    readonly scaleTargetRef: { readonly name: string };
    readonly minReplicaCount: number;
    readonly triggers: readonly { readonly type: string; readonly metadata: Labels }[];
  }
  const scaled = ofKind<Manifest<Scaled>>('ScaledObject');

  it('is of every context by its own lag, and of the gateway', () => {
    expect(scaled.map(({ spec }) => spec.scaleTargetRef.name).toSorted()).toEqual(contexts.toSorted());
    for (const { spec } of scaled) {
      const [lag] = spec.triggers.filter(({ type }) => type === 'prometheus');
      expect(lag!.metadata['query']).toContain(`{context="${spec.scaleTargetRef.name}"}`);
      const [metric] = /tearline_\w+/.exec(lag!.metadata['query']!)!;
      expect(read('docs/guide/metrics.md')).toContain(`| \`${metric}\` | gauge | \`context\``);
      expect(spec.minReplicaCount).toBeGreaterThan(1);
    }
    const [gateway] = ofKind<Manifest<{ scaleTargetRef: { name: string } }>>('HorizontalPodAutoscaler');
    expect(gateway!.spec.scaleTargetRef.name).toBe('gateway');
  });
});
