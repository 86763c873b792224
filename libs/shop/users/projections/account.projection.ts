import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { ProjectionHandlers } from '#platform/consumers';
import { Projection } from '#platform/consumers';
import { timeAsText } from '#platform/database';
import type { AccountEvent } from '../domain/account.events.js';

@Entity({ name: 'account_view' })
export class AccountView {
  @PrimaryColumn({ name: 'user_id', type: 'uuid' }) userId!: string;
  @Column({ type: 'text' }) email!: string;
  @Column({ type: 'text' }) name!: string;
  @Column({ type: 'jsonb' }) roles!: readonly string[];
  @Column({ name: 'registered_at', type: 'timestamptz', transformer: timeAsText }) registeredAt!: string;
  @Column({ type: 'integer' }) version!: number;
}

@Projection('users.account', { tables: [AccountView] })
export class AccountProjection {
  readonly on: ProjectionHandlers<AccountEvent> = {
    UserRegistered: ({ passwordHash: _, ...account }, { rows, event: { version } }) =>
      rows(AccountView).upsert({ ...account, version }),
    UserRenamed: ({ userId, name }, { rows, event: { version } }) =>
      rows(AccountView).update(userId, { name, version }),
    PasswordChanged: ({ userId }, { rows, event: { version } }) => rows(AccountView).update(userId, { version }),
    RolesGranted: ({ userId, roles }, { rows, event: { version } }) =>
      rows(AccountView).update(userId, { roles, version }),
    RolesChanged: ({ userId, roles }, { rows, event: { version } }) =>
      rows(AccountView).update(userId, { roles, version }),
    UserClosed: ({ userId }, { rows }) => rows(AccountView).remove(userId),
  };
}
