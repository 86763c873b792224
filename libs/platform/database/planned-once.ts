import { hash } from 'node:crypto';
import type { QueryConfig } from 'pg';

const names = new Map<string, string>();

/**
 * A statement that a connection parses and plans once, however often it runs. Only for texts of which there are few: each stays in
 * the memory of every connection that ran it. It is found by its text, so no two texts can meet under one name. When a table that it
 * names is exchanged or altered the server plans it anew.
 */
export function plannedOnce(text: string, values: readonly unknown[] = []): QueryConfig {
  let name = names.get(text);
  if (name === undefined) names.set(text, (name = hash('sha256', text, 'base64url')));
  return { name, text, values: [...values] };
}
