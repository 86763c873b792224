/** The media type of a page: a JSON array of CloudEvents. */
export const batchType = 'application/cloudevents-batch+json';

/** Up to where a page goes; a page may be empty and still go further than it was asked from. */
export const positionHeader = 'feed-position';

/** How far the owner's log goes. */
export const headHeader = 'feed-head';

/** Which log it is, by the mark that its messages bear at a broker; beside the head alone. */
export const logHeader = 'feed-log';

/** The most positions of one page. */
export const widestPage = 1_000;

/** The longest that a request may wait for news, in milliseconds. */
export const longestWait = 30_000;

/** Where a context's feed is. */
export function feedPath(context: string): string {
  return `/feeds/${context}`;
}
