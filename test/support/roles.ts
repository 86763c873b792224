import { randomBytes } from 'node:crypto';

/**
 * Roles belong to a server, not to a database. Systems that tests run on one server must not give them different rights or
 * secrets, so each has its own; the end of the run drops them.
 */
export const newRolePrefix = () => `${process.env['TEST_RUN']}${randomBytes(3).toString('hex')}`;

/** The one of a file of tests, which mostly needs no more. */
export const rolePrefix = newRolePrefix();
