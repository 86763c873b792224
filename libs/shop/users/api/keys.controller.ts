import { Controller, Get, Header } from '@nestjs/common';
import { Anonymous } from '#platform/security';
import { SigningKeys } from '../keys/signing-keys.js';

@Controller('.well-known')
@Anonymous()
export class KeysController {
  constructor(private readonly keys: SigningKeys) {}

  @Get('jwks.json')
  @Header('Cache-Control', 'public, max-age=60')
  publicKeys() {
    return this.keys.publicKeys();
  }
}
