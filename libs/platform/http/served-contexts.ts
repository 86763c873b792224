import { Injectable } from '@nestjs/common';

/** The names of the contexts that this process serves. The host fills it. */
@Injectable()
export class ServedContexts extends Set<string> {}
