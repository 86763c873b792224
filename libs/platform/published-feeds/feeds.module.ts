import { Global, Module } from '@nestjs/common';
import { FeedsController } from './feeds.controller.js';
import { PublishedFeeds } from './published-feeds.js';

/** Serves the feeds that the host puts into `PublishedFeeds`. */
@Global()
@Module({ controllers: [FeedsController], providers: [PublishedFeeds], exports: [PublishedFeeds] })
export class FeedsModule {}
