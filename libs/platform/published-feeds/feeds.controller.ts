import { type BeforeApplicationShutdown, Controller, Get, Header, Param, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { positionFrom } from '#platform/core';
import { type PublishedFeed, tryUntil } from '#platform/feed';
import { Intake } from '#platform/http';
import { About, PathParameters, Refuses, Returns, Summary } from '#platform/openapi';
import { Roles, serviceRole } from '#platform/security';
import { FeedAnswer } from './feed-answer.js';
import { FeedQuery } from './feed-query.dto.js';
import { batchType, headHeader, logHeader, positionHeader } from './protocol.js';
import { PublishedFeeds } from './published-feeds.js';
import { NoSuchFeed } from './refusals.js';

/** Serves the feeds of this process's contexts: to the other processes, to outside systems, and to whoever looks for a fault. */
@Controller('feeds')
@Roles('operator', serviceRole)
@About('What contexts publish, for the other contexts and for systems outside.')
@PathParameters({ context: { description: 'The name of a context that publishes.', examples: ['orders'] } })
export class FeedsController implements BeforeApplicationShutdown {
  private readonly stopping = new AbortController();

  constructor(
    private readonly feeds: PublishedFeeds,
    private readonly intake: Intake,
  ) {}

  @Get(':context')
  @Header('content-type', batchType)
  @Header('cache-control', 'no-store')
  @Summary(
    'Read a feed',
    'Facts in log order from a place on; `Feed-Position` says how far the page goes, `Feed-Head` how far the log does.',
  )
  @Returns(FeedAnswer, 'one', batchType)
  @Refuses(NoSuchFeed)
  async read(
    @Param('context') context: string,
    @Query() query: FeedQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const feed = this.feeds.get(context);
    if (feed === undefined) throw new NoSuchFeed();
    const gone = new AbortController();
    reply.raw.once('close', () => gone.abort());
    const { envelopes, upTo, head, log } =
      query.limit === 0 ? await headOf(feed, query) : await this.page(feed, query, gone.signal);
    if (this.stopping.signal.aborted) reply.header('connection', 'close');
    reply.header(positionHeader, upTo).header(headHeader, head);
    if (log !== undefined) reply.header(logHeader, log);
    return JSON.stringify(envelopes);
  }

  /** A stop does not wait for those who wait. */
  beforeApplicationShutdown(): void {
    this.stopping.abort();
  }

  private async page(feed: PublishedFeed, { after, limit, types, wait }: FeedQuery, gone: AbortSignal) {
    const place = positionFrom(after);
    const wanted = types === undefined ? undefined : new Set(types.split(','));
    const read = () => feed.read(place, limit, wanted);
    const noMoreWaiting = AbortSignal.any([this.stopping.signal, this.intake.drainBegun, gone]);
    const page = await tryUntil(feed, read, ({ upTo }) => upTo > place, wait, noMoreWaiting);
    const isEnd = page.upTo > place && page.upTo - place < limit;
    return { ...page, head: isEnd ? page.upTo : await feed.head(), log: undefined };
  }
}

async function headOf(feed: PublishedFeed, { after }: FeedQuery) {
  const [head, log] = await Promise.all([feed.head(), feed.identity()]);
  return { envelopes: [], upTo: positionFrom(after), head, log };
}
