/**
 * The one row from which positions come. Its lock is the last that a transaction takes and is held for the commit only, so
 * positions commit in order and a rollback burns none.
 */
export const createLogHead = `
  create table log_head (
    only_row boolean primary key default true check (only_row),
    position bigint not null
  ) with (fillfactor = 10, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);
  insert into log_head (position) values (0);
`;
