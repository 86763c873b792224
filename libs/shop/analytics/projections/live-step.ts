import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Rows } from '#platform/consumers';
import { timeAsText } from '#platform/database';
import { added, beginOf, type Figures, hour, step } from '../domain/live-windows.js';

/** For how long a step is kept: until three hours later another one takes its place. */
const places = (3 * hour) / step;

/** What happened in ten seconds. There are never more than 1080 of them, of the last three hours. */
@Entity({ name: 'live_step' })
export class LiveStep {
  @PrimaryColumn({ type: 'integer' }) place!: number;
  @Column({ name: 'begins_at', type: 'timestamptz', transformer: timeAsText }) begin!: string;
  @Column({ type: 'jsonb' }) figures!: Readonly<Record<string, Figures>>;
}

/** The latest step of a place stays, whoever comes first: so the order in which facts are heard does not matter. */
export async function countInStep(rows: Rows, time: string, currency: string, figures: Figures): Promise<void> {
  const begin = beginOf(time, step);
  const place = (Date.parse(begin) / step) % places;
  const known = await rows(LiveStep).find(String(place));
  if (known !== undefined && known.begin > begin) return;
  const before = known?.begin === begin ? known.figures : {};
  rows(LiveStep).upsert({ place, begin, figures: { ...before, [currency]: added(before[currency], figures) } });
}
