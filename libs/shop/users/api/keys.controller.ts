import { Controller, Get, Header } from '@nestjs/common';
import { z } from 'zod';
import { About, answer, Returns, Summary } from '#platform/openapi';
import { Anonymous } from '#platform/security';
import { SigningKeys } from '../keys/signing-keys.js';

const keySet = answer(
  'KeySet',
  z.object({
    keys: z.array(
      z.object({
        kty: z.literal('OKP'),
        crv: z.literal('Ed25519'),
        x: z.base64url().meta({ examples: ['11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo'] }),
        kid: z.string(),
        alg: z.enum(['EdDSA', 'Ed25519']),
        use: z.literal('sig'),
      }),
    ),
  }),
);

@Controller('.well-known')
@Anonymous()
@About('Public keys.')
export class KeysController {
  constructor(private readonly keys: SigningKeys) {}

  @Get('jwks.json')
  @Summary('See the public keys of access tokens', 'A JWK set (RFC 7517).')
  @Header('Cache-Control', 'public, max-age=10')
  @Returns(keySet)
  publicKeys() {
    return this.keys.publicKeys();
  }
}
