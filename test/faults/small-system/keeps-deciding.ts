import { setTimeout as pause } from 'node:timers/promises';
import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { RebuildDiffers, type Rebuilds } from '#platform/consumers';
import { InspectedContexts } from '#platform/operations';

const tally = 'village.tally';

/**
 * A person who never rests, where the environment has one: with `REBUILDS=yes` the read model is built anew, switched to, let go, and so
 * on; with `RESUMES=yes` each parked stream is resumed at once.
 */
@Injectable()
export class KeepsDeciding implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly stopped = new AbortController();

  constructor(private readonly contexts: InspectedContexts) {}

  onApplicationBootstrap(): void {
    if (process.env['REBUILDS']) void this.again(() => this.rebuild());
    if (process.env['RESUMES']) void this.again(() => this.resume());
  }

  onApplicationShutdown(): void {
    this.stopped.abort();
  }

  private async again(work: () => Promise<void>): Promise<void> {
    const { signal } = this.stopped;
    while (!signal.aborted) {
      await work().catch(() => {});
      await pause(20, undefined, { signal }).catch(() => {});
    }
  }

  /** One step; what cannot be done yet is done at another time. */
  private async rebuild(): Promise<void> {
    const { rebuilds } = this.contexts.get('village')!.consumers;
    const { status, isLevel } = await rebuilds.find(tally).catch(() => rebuilds.start(tally));
    if (status === 'switched') await rebuilds.end(tally);
    else if (isLevel) console.log(`Rebuilt: ${await this.switched(rebuilds)}.`);
  }

  private switched(rebuilds: Rebuilds): Promise<string> {
    return rebuilds.switch(tally, 'building', { force: false }).then(
      () => 'equal',
      (error: unknown) => (error instanceof RebuildDiffers ? 'it differs' : 'not yet'),
    );
  }

  private async resume(): Promise<void> {
    const { parking } = this.contexts.get('village')!;
    for (const { id } of await parking.list(100)) await parking.resume(id);
  }
}
