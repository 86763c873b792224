import { Injectable } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { catchError, distinctUntilChanged, EMPTY, exhaustMap, from, type Observable, shareReplay, timer } from 'rxjs';
import { logger } from '#platform/observability';
import { GetLiveFigures, type LiveFigures } from './get-live-figures.query.js';

const everySecond = 1000;
const report = logger('analytics');

/** Figures of the present for all who watch them: one look in a second serves them all, and there is none when nobody does. */
@Injectable()
export class LiveUpdates {
  readonly all: Observable<LiveFigures> = timer(0, everySecond).pipe(
    exhaustMap(() => this.look()),
    distinctUntilChanged((one, other) => JSON.stringify(one.windows) === JSON.stringify(other.windows)),
    shareReplay({ bufferSize: 1, refCount: true }),
  );

  constructor(private readonly queries: QueryBus) {}

  private look(): Observable<LiveFigures> {
    return from(this.queries.execute(new GetLiveFigures())).pipe(
      catchError((error: unknown) => {
        report.warn('Live figures could not be read.', { error });
        return EMPTY;
      }),
    );
  }
}
