import { jest } from '@jest/globals';
import { describeFeed, publication, types } from '#platform/feed/conformance';
import { openNatsSystem } from '#test/nats-system';

jest.setTimeout(40_000);

describeFeed('the feed over NATS', () => openNatsSystem(publication, { types }));
