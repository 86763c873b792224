import { startProcess } from '#test/processes';

/** Loaded before the program: the packages that send spans cannot be found, as after an install without optional ones. */
const withoutSdk = `import { registerHooks } from 'node:module';
registerHooks({
  resolve(specifier, context, next) {
    if (!specifier.startsWith('@opentelemetry/sdk-')) return next(specifier, context);
    throw Object.assign(new Error('Cannot find package'), { code: 'ERR_MODULE_NOT_FOUND' });
  },
});`;

const startGateway = (settings: Readonly<Record<string, string>>) =>
  startProcess('dist/apps/shop/gateway/main.js', {
    env: { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(withoutSdk)}`, ...settings },
  });

it('a process that shall send spans and cannot says in one sentence how to mend it', async () => {
  const gateway = startGateway({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318' });
  expect(await gateway.exited).toEqual({ code: 1, signal: null });
  expect(gateway.output.trim().split('\n')).toEqual([
    expect.stringMatching(/^OTEL_EXPORTER_OTLP_ENDPOINT is set, but .*npm install --include=optional.*\.$/),
  ]);
});

it('a process that shall not send spans does not miss what sends them', async () => {
  const gateway = startGateway({});
  await gateway.exited;
  expect(gateway.output).toMatch(/^INTERNAL_PRIVATE_KEY is not set/);
});
