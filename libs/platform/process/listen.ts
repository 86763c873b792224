import type { NestFastifyApplication } from '@nestjs/platform-fastify';

/** How many ports after the wanted one are tried. */
const reach = 100;

export interface ListenOptions {
  /** Whether another port will not do, because others have been told of this one. */
  readonly exactly?: boolean;
}

/** Listens on the wanted port or, when it is taken, on the next free one. Returns the port. */
export async function listenNear(
  app: NestFastifyApplication,
  wanted: number,
  host: string,
  { exactly = false }: ListenOptions = {},
): Promise<number> {
  for (let port = wanted; ; port++) {
    try {
      await app.listen(port, host);
      return new URL(await app.getUrl()).port === '' ? port : Number(new URL(await app.getUrl()).port);
    } catch (error) {
      const taken = (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
      if (!taken || exactly || port >= Math.min(wanted + reach, 65_535)) throw error;
    }
  }
}
