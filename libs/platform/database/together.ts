import pg, { type ClientBase, type Connection, type QueryConfig, type QueryResult } from 'pg';
import { noteFailure } from './pool.js';

/** What pg asks of a query while its answer comes; its types do not say so. */
interface Steps {
  readonly name?: string;
  readonly text: string;
  prepare(connection: Connection): void;
  handleRowDescription(message: unknown): void;
  handleDataRow(message: unknown): void;
  handleCommandComplete(message: unknown, connection: Connection): void;
  handleReadyForQuery(connection: Connection): void;
  handleError(error: Error, connection: Connection): void;
}

interface Named {
  readonly submittedNamedStatements: Record<string, string>;
  readonly stream: { cork(): void; uncork(): void };
}

/** A statement that waits to be sent. */
export interface Asked {
  readonly statement: QueryConfig;
  answer(error: Error | null, result: QueryResult): void;
}

/**
 * Statements that travel as one message with one end: the server carries them out in order, and none behind one that fails. So
 * a `begin` in front of them cannot fail and leave them outside of any transaction, and all of them cost one round trip.
 */
class Together extends pg.Query {
  private readonly statements: readonly Steps[];
  private at = 0;

  constructor(asked: readonly Asked[], ended: (error: Error | null) => void) {
    super({ text: '' });
    this.statements = asked.map(
      ({ statement, answer }) =>
        new pg.Query({ ...statement, queryMode: 'extended' } as never, answer as never) as never,
    );
    Object.assign(this, { callback: ended });
  }

  /** What pg notes as known to the server when a statement was read there. */
  get name(): string | undefined {
    return this.statements?.[this.at]?.name;
  }
  set name(_: string | undefined) {}

  get text(): string | undefined {
    return this.statements?.[this.at]?.text;
  }
  set text(_: string | undefined) {}

  override submit = (connection: Connection): void => {
    const { stream } = connection as unknown as Named;
    const withoutEnd = Object.create(connection, { sync: { value: () => {} } }) as Connection;
    stream.cork();
    try {
      for (const statement of this.statements) statement.prepare(withoutEnd);
      (connection as unknown as { sync(): void }).sync();
    } finally {
      stream.uncork();
    }
  };

  handleRowDescription(message: unknown): void {
    this.present?.handleRowDescription(message);
  }

  handleDataRow(message: unknown): void {
    this.present?.handleDataRow(message);
  }

  handleCommandComplete(message: unknown, connection: Connection): void {
    const { present } = this;
    present?.handleCommandComplete(message, connection);
    this.at += 1;
    present?.handleReadyForQuery(connection);
  }

  handleReadyForQuery(): void {
    this.end(null);
  }

  /** Of what stands behind the one that failed the server has not even read the names. */
  handleError(error: Error, connection: Connection): void {
    const { submittedNamedStatements: submitted } = connection as unknown as Named;
    const left = this.statements.slice(this.at);
    for (const { name } of left) if (name !== undefined) delete submitted[name];
    this.at = this.statements.length;
    for (const statement of left) statement.handleError(error, connection);
    this.end(error);
  }

  /** The statement that is being answered. There is none when a connection's answers are in disorder, and then it must not be used again. */
  private get present(): Steps | undefined {
    const statement = this.statements[this.at];
    if (statement === undefined) this.end(new Error('The server has answered more than it was asked'));
    return statement;
  }

  private end(error: Error | null): void {
    (this as unknown as { callback(error: Error | null): void }).callback(error);
  }
}

/** Sends statements in one message; each is answered by itself, those behind one that fails with its failure. */
export function sendTogether(client: ClientBase, asked: readonly Asked[]): void {
  client.query(
    new Together(asked, (error) => {
      if (error !== null) noteFailure(client, error);
    }) as never,
  );
}
