/**
 * Roles belong to a server, not to a database. Files of tests that run at the same time on one server must not give them different
 * rights, so each worker has its own.
 */
export const rolePrefix = `tearline_e2e_${process.env['JEST_WORKER_ID'] ?? '1'}`;
