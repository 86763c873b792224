import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Type } from '@nestjs/common';
import { type Aggregate, aggregatesOf, type Event, type EventTypes, eventTypesOf } from '#platform/core';
import type { Publication } from '#platform/feed';
import { definitionOf } from '#platform/host';
import { root } from '../docs/repository-files.js';
import type { StoredShapes } from './shape.js';

/** Data by type of event and version, as some code has stored them. */
export type Samples = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** Whose events they are: a context's, or the platform's own. */
export interface Home {
  readonly types: EventTypes;
  readonly aggregates: readonly Aggregate<unknown, Event>[];
  readonly publication: Publication | undefined;
}

/** Of the platform's own those are known that its libraries declare when they are loaded. */
const platform: Home = { types: eventTypesOf('platform'), aggregates: [], publication: undefined };

/** All files of the repository that declare stored events. */
export const eventsFiles: readonly string[] = globSync('libs/**/*.events.ts', { cwd: root })
  .map((path) => path.replaceAll('\\', '/'))
  .toSorted();

/** The folders of all contexts. */
export const contextFolders: readonly string[] = globSync('libs/*/*/*.module.ts', { cwd: root })
  .map((path) => folderOf(path.replaceAll('\\', '/')))
  .filter((folder) => !folder.startsWith('libs/platform/'))
  .toSorted();

/** The folder of the context or the library that a file belongs to. */
export function folderOf(path: string): string {
  return path.split('/').slice(0, 3).join('/');
}

/** Whose events those in a folder are, once the module of its context is loaded. */
export async function homeOf(folder: string): Promise<Home> {
  if (!contextFolders.includes(folder)) return platform;
  const [file] = globSync(`${folder}/*.module.ts`, { cwd: root });
  const modules = Object.values((await import(join(root, file!))) as Record<string, Type>);
  const { name, past, publish } = definitionOf(modules[0]!);
  return { types: eventTypesOf(name, past), aggregates: aggregatesOf(name), publication: publish };
}

/** Where the shapes of a file's events are committed. */
export function shapesPath(path: string): string {
  return path.replace(/\.events\.ts$/, '.shapes.json');
}

export function committedShapes(path: string): StoredShapes {
  return read(shapesPath(path)) as StoredShapes;
}

export function committedSamples(path: string): Samples {
  return read(path.replace(/\.events\.ts$/, '.samples.json')) as Samples;
}

function read(path: string): unknown {
  return existsSync(join(root, path)) ? JSON.parse(readFileSync(join(root, path), 'utf8')) : {};
}

/** What is kept of a type, under its own name and those it had before. */
export function keptOf<T>(kept: Readonly<Record<string, Readonly<Record<string, T>>>>, names: readonly string[]) {
  return Object.assign({}, ...names.toReversed().map((name) => kept[name])) as Record<string, T>;
}

export function versionsUpTo(last: number): readonly number[] {
  return Array.from({ length: last }, (_, index) => index + 1);
}
