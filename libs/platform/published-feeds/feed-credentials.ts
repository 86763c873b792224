/** How this process shows the owner of a feed who it is. */
export abstract class FeedCredentials {
  /** The headers to send to a process of that context. Called for each request; throws when there is nothing to show. */
  abstract headers(audience: string): Promise<Readonly<Record<string, string>>>;
}

/** For owners that ask nobody who they are. */
export class NoFeedCredentials extends FeedCredentials {
  headers(): Promise<Readonly<Record<string, string>>> {
    return Promise.resolve({});
  }
}
