import { randomBytes } from 'node:crypto';

/**
 * Roles belong to a server, not to a database. Files of tests that run on one server must not give them different rights
 * or secrets, so each file has its own; the end of the run drops them.
 */
export const rolePrefix = `${process.env['TEST_RUN']}${randomBytes(4).toString('hex')}`;
