import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { lintFromString, loadConfig } from '@redocly/openapi-core';
import core from '@stoplight/spectral-core';
import owasp from '@stoplight/spectral-owasp-ruleset';
import rulesets from '@stoplight/spectral-rulesets';
import { parse } from 'yaml';

const root = resolve(import.meta.dirname, '../..');
const { Ruleset, Spectral } = core;

const published: Readonly<Record<string, unknown>> = {
  'spectral:oas': rulesets.oas,
  '@stoplight/spectral-owasp-ruleset': (owasp as { default?: unknown }).default ?? owasp,
};

type Extended = readonly [name: string, severity: string];

/** What Spectral finds in a description of an API by the rules of `.spectral.yaml`, each as a sentence. */
export async function foundBySpectral(description: object): Promise<readonly string[]> {
  const source = resolve(root, '.spectral.yaml');
  const configured = parse(await readFile(source, 'utf8')) as { readonly extends: readonly Extended[] };
  const definition = {
    ...configured,
    extends: configured.extends.map(([name, severity]) => [published[name], severity]),
  };
  const spectral = new Spectral();
  spectral.setRuleset(new Ruleset(definition, { source }));
  const document = new core.Document(JSON.stringify(description), json, resolve(root, 'openapi.json'));
  const found = await spectral.run(document);
  return found.map(({ code, path, message }) => `${code} at ${path.join(' ')}: ${message}`);
}

const json = {
  parse: (text: string) => ({ data: JSON.parse(text) as unknown, diagnostics: [], ast: {}, lineMap: [] }),
  getLocationForJsonPath: () => undefined,
  trapAccess: <T>(value: T) => value,
};

/** What Redocly finds in a description of an API by the rules of `redocly.yaml`, each as a sentence. */
export async function foundByRedocly(description: object): Promise<readonly string[]> {
  const config = await loadConfig({ configPath: resolve(root, 'redocly.yaml') });
  const source = JSON.stringify(description);
  const found = await lintFromString({ source, absoluteRef: resolve(root, 'openapi.json'), config });
  return found.map(({ ruleId, location, message }) => `${ruleId} at ${location[0]?.pointer}: ${message}`);
}
