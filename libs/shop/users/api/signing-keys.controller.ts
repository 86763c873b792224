import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { IsString, Length } from 'class-validator';
import { z } from 'zod';
import type { Principal } from '#platform/execution';
import { About, answer, Example, Returns, Summary } from '#platform/openapi';
import { Caller, Roles } from '#platform/security';
import { RetireKeys } from '../commands/retire-keys.command.js';

@Example({ reason: 'a backup was lost' })
export class RetireKeysDto {
  @IsString()
  @Length(1, 500)
  readonly reason!: string;
}

const retiredKeys = answer('RetiredKeys', z.object({ kid: z.string(), retired: z.array(z.string()) }));

@About('Keys of access tokens, for operators.')
@Controller('signing-keys')
@Roles('operator')
export class SigningKeysController {
  constructor(private readonly commands: CommandBus) {}

  @Post('retirement')
  @Summary(
    'Retire the keys of access tokens',
    'For a key that somebody else may have: seconds later no access token that is out is good any more.',
  )
  @HttpCode(200)
  @Returns(retiredKeys)
  retire(@Body() { reason }: RetireKeysDto, @Caller() { id }: Principal) {
    return this.commands.execute(new RetireKeys(reason, id));
  }
}
