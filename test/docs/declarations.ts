import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { checkSettings, describeSettings, WrongSettings } from '#platform/config';
import { refusalCatalogue } from '#platform/core';
import { statusOfDefinition } from '#platform/http';
import { type DescribedInstrument, instruments } from '#platform/metrics';
import { exists, foldersIn, root } from './repository-files.js';

/** One line of the error catalogue, as HTTP shows it. */
export interface DocumentedError {
  readonly code: string;
  readonly status: number;
  readonly sentence: string;
}

export interface DocumentedSetting {
  readonly name: string;
  readonly about: string;
  readonly default: string;
}

/** Loads every library of the platform and every context of every system, so that all they declare is known. */
export async function loadEverything(): Promise<void> {
  const platform = foldersIn('libs/platform').map((library) => `libs/platform/${library}/index.ts`);
  const systems = foldersIn('libs').filter((system) => system !== 'platform');
  const contexts = systems.flatMap((system) =>
    foldersIn(`libs/${system}`).flatMap((name) => modulesIn(`libs/${system}/${name}`)),
  );
  for (const file of [...platform.filter(exists), ...contexts]) await import(join(root, file));
}

function modulesIn(folder: string): string[] {
  const modules = readdirSync(join(root, folder)).filter((name) => name.endsWith('.module.ts'));
  return modules.map((name) => `${folder}/${name}`);
}

export function errors(): readonly DocumentedError[] {
  return refusalCatalogue().map((definition) => ({
    code: definition.code,
    status: statusOfDefinition(definition),
    sentence: definition.sentence,
  }));
}

export function settings(): readonly DocumentedSetting[] {
  const required = requiredInProduction();
  return describeSettings({}).map(({ name, about, default: written }) => ({
    name,
    about,
    default: defaultOf(written, required.has(name)),
  }));
}

export function metrics(): readonly DescribedInstrument[] {
  return instruments();
}

function defaultOf(written: string | undefined, required: boolean): string {
  const usual = written === undefined ? [] : [written.startsWith('****') ? 'a known one' : `\`${written}\``];
  return [...usual, ...(required ? ['none in production'] : [])].join('; ') || '–';
}

function requiredInProduction(): ReadonlySet<string> {
  try {
    checkSettings({ NODE_ENV: 'production' });
    return new Set();
  } catch (error) {
    if (!(error instanceof WrongSettings)) throw error;
    return new Set(error.sentences.map((sentence) => sentence.split(' ')[0]!));
  }
}
