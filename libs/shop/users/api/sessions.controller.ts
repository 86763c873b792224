import { Body, Controller, Header, HttpCode, Ip, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { RerunOnRepeat } from '#platform/http';
import { About, Refuses, Returns, Summary } from '#platform/openapi';
import { Anonymous } from '#platform/security';
import { SessionEnded, TooManyAttempts, WrongCredentials } from '../domain/users.errors.js';
import { EndSession } from '../commands/end-session.command.js';
import { LogIn } from '../commands/log-in.command.js';
import { RenewSession } from '../commands/renew-session.command.js';
import { LogInDto, RefreshTokenDto } from './users.dto.js';
import { Session } from './users.types.js';

@Controller('sessions')
@Anonymous()
@About('Signing in and out.')
export class SessionsController {
  constructor(private readonly commands: CommandBus) {}

  @Post()
  @Summary('Sign in')
  @RerunOnRepeat()
  @Header('Cache-Control', 'no-store')
  @Returns(Session)
  @Refuses(WrongCredentials, TooManyAttempts)
  logIn(@Body() { email, password }: LogInDto, @Ip() address: string) {
    return this.commands.execute(new LogIn(email, password, address));
  }

  @Post('refresh')
  @Summary('Renew a session', 'A refresh token is good for one new session.')
  @HttpCode(200)
  @RerunOnRepeat()
  @Header('Cache-Control', 'no-store')
  @Returns(Session)
  @Refuses(SessionEnded)
  renew(@Body() { refreshToken }: RefreshTokenDto) {
    return this.commands.execute(new RenewSession(refreshToken));
  }

  @Post('end')
  @Summary('Sign out', 'No refresh token of the session is good any more.')
  @HttpCode(204)
  @RerunOnRepeat()
  @Refuses(SessionEnded)
  async end(@Body() { refreshToken }: RefreshTokenDto) {
    await this.commands.execute(new EndSession(refreshToken));
  }
}
