import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { FactProjectionHandlers } from '#platform/consumers';
import { Projection } from '#platform/consumers';
import { withoutPersonalData } from '#platform/core';
import { bigintAsNumber, timeAsText } from '#platform/database';
import { UserRegisteredV1 } from '#shop/contracts';
import { minuteOf } from './minute.js';

/** How many accounts were opened in one minute. */
@Entity({ name: 'registration_minute' })
export class RegistrationMinute {
  @PrimaryColumn({ type: 'timestamptz', transformer: timeAsText }) bucket!: string;
  @Column({ type: 'bigint', transformer: bigintAsNumber }) registrations!: number;
}

const facts = [withoutPersonalData(UserRegisteredV1)] as const;

@Projection('analytics.registrations', { facts, tables: [RegistrationMinute] })
export class RegistrationsProjection {
  readonly on: FactProjectionHandlers<typeof facts> = {
    'users.user-registered.v1': ({ registeredAt }, { rows }) =>
      rows(RegistrationMinute).add({ bucket: minuteOf(registeredAt) }, { registrations: 1 }),
  };
}
