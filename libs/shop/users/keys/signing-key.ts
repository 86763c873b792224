import type { JWK } from 'jose';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A key pair for access tokens. One is current; earlier ones stay public until the last token they signed has expired. */
@Entity({ name: 'signing_keys' })
export class SigningKey {
  @PrimaryColumn({ type: 'text' }) kid!: string;
  @Column({ name: 'private_jwk', type: 'jsonb' }) privateJwk!: JWK;
  @Column({ name: 'public_jwk', type: 'jsonb' }) publicJwk!: JWK;
  @Column({ type: 'boolean' }) current!: boolean;
}
