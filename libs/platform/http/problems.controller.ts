import { Controller, Get, Param } from '@nestjs/common';
import { refusalCatalogue } from '#platform/core';
import { Anonymous } from '#platform/security';
import { statusOfDefinition, titleOf } from './problem.js';
import { NoSuchRoute } from './refusals.js';

/** The error catalogue of this process: what the `type` of a problem leads to. */
@Controller('problems')
@Anonymous()
export class ProblemsController {
  @Get()
  all() {
    return { items: refusalCatalogue().map(({ code }) => this.one(code)) };
  }

  @Get(':code')
  one(@Param('code') code: string) {
    const definition = refusalCatalogue().find((known) => known.code === code);
    if (definition === undefined) throw new NoSuchRoute();
    return { code, title: titleOf(code), status: statusOfDefinition(definition), detail: definition.sentence };
  }
}
