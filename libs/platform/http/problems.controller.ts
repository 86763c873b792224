import { Controller, Get, Param } from '@nestjs/common';
import { Anonymous } from '#platform/security';
import { statusOfDefinition, titleOf } from './problem.js';
import { ProblemCatalogue } from './problem-catalogue.js';
import { NoSuchRoute } from './refusals.js';

/** The error catalogue of this process: what the `type` of a problem leads to. */
@Controller('problems')
@Anonymous()
export class ProblemsController {
  constructor(private readonly catalogue: ProblemCatalogue) {}

  @Get()
  all() {
    return { items: this.catalogue.all().map(({ code }) => this.one(code)) };
  }

  @Get(':code')
  one(@Param('code') code: string) {
    const definition = this.catalogue.all().find((known) => known.code === code);
    if (definition === undefined) throw new NoSuchRoute();
    return { code, title: titleOf(code), status: statusOfDefinition(definition), detail: definition.sentence };
  }
}
