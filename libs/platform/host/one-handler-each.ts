import type { ModulesContainer } from '@nestjs/core';

/** Under these keys Nest's decorators note what a class handles; it does not export them, a test shows that they still hold. */
const [commandMetadata, queryMetadata] = ['__commandHandler__', '__queryHandler__'];

/** Throws when two classes handle one command or query: the bus would silently use the last. */
export function assertOneHandlerEach(modules: ModulesContainer): void {
  const handlers = new Map<unknown, Function>();
  for (const { providers } of modules.values()) {
    for (const { metatype } of providers.values()) {
      if (typeof metatype !== 'function') continue;
      for (const message of handledBy(metatype)) {
        const other = handlers.get(message);
        if (other !== undefined && other !== metatype) {
          throw new Error(
            `${other.name} and ${metatype.name} both handle ${(message as Function).name}; there must be one handler`,
          );
        }
        handlers.set(message, metatype);
      }
    }
  }
}

function handledBy(handler: Function): readonly unknown[] {
  return [commandMetadata, queryMetadata]
    .map((key) => Reflect.getMetadata(key, handler) as unknown)
    .filter((message) => message !== undefined);
}

/** The command that a class handles, when it does. */
export function handledCommand(handler: Function): Function | undefined {
  return Reflect.getMetadata(commandMetadata, handler) as Function | undefined;
}
