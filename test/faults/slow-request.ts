import { once } from 'node:events';
import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';

/** A POST whose sender is silent between head and body, for as long as a test wishes. */
export class SlowRequest {
  private constructor(
    private readonly sending: ClientRequest,
    private readonly body: string,
  ) {
    sending.on('error', () => undefined);
  }

  /** Resolves when the server has read the head and asks for the body. */
  static async begin(url: string, content: object): Promise<SlowRequest> {
    const body = JSON.stringify(content);
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    const sending = request(url, { method: 'POST', headers: { ...headers, expect: '100-continue' } });
    sending.flushHeaders();
    await once(sending, 'continue');
    return new SlowRequest(sending, body);
  }

  async finish(): Promise<{ readonly status: number | undefined; readonly body: unknown }> {
    const answered = once(this.sending, 'response') as Promise<[IncomingMessage]>;
    this.sending.end(this.body);
    const [response] = await answered;
    return { status: response.statusCode, body: JSON.parse(await text(response)) };
  }
}
