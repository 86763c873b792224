import type { ClientBase } from 'pg';
import { answered, type Transaction, transactionOn } from './database.js';

it('a transaction that has ended sends nothing more, whoever still asks it', async () => {
  const sent: unknown[] = [];
  const query = (statement: unknown) => Promise.resolve({ rows: [], rowCount: sent.push(statement) });
  const kept: Transaction[] = [];
  const work = async (transaction: Transaction) => void kept.push(transaction);
  await transactionOn({ query } as unknown as ClientBase, work);
  await expect(kept[0]!.query('append')).rejects.toThrow('This transaction has ended');
  expect(sent).toEqual([]);
});

it('what was sent at once has come to its end when the first that failed is told', async () => {
  const steps: string[] = [];
  const later = async () => {
    for (let turn = 0; turn < 10; turn++) await Promise.resolve();
    steps.push('the last answer');
  };
  const failing = [Promise.reject(new Error('first')), later(), Promise.reject(new Error('second'))];
  await expect(answered(failing).finally(() => steps.push('told'))).rejects.toThrow('first');
  expect(steps).toEqual(['the last answer', 'told']);
});
