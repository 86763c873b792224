import { Injectable } from '@nestjs/common';
import type { PublishedFeed } from '#platform/feed';

/** The feeds of this process by context. The host fills it. */
@Injectable()
export class PublishedFeeds extends Map<string, PublishedFeed> {}
