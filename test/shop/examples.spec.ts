import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Type } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { exampleOf } from '#platform/openapi';

const shop = resolve(import.meta.dirname, '../../libs/shop');

/** The classes of every context that show what a body may look like. */
async function shown(): Promise<readonly Type[]> {
  const files = readdirSync(shop, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.dto.ts'));
  const modules = await Promise.all(files.map((file) => import(pathToFileURL(join(shop, file)).href)));
  const exported = modules.flatMap((module) => Object.values(module as Record<string, unknown>));
  return exported.filter((value) => typeof value === 'function' && exampleOf(value as Type) !== undefined) as Type[];
}

it('every example of a body is one that would be taken', async () => {
  const types = await shown();
  expect(types.length).toBeGreaterThan(10);
  const errors = types.flatMap((type) =>
    validateSync(plainToInstance(type, exampleOf(type)) as object, { whitelist: true, forbidNonWhitelisted: true }),
  );
  expect(errors).toEqual([]);
});
