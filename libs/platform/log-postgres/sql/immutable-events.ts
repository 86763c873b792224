/** Events are for ever: the running role may read and insert, and a trigger refuses everything else even to the owner. */
export const makeEventsImmutable = `
  create function refuse_change() returns trigger language plpgsql as $$
  begin
    raise exception 'events are immutable: % on % is refused', lower(tg_op), tg_table_name using errcode = 'insufficient_privilege';
  end $$;
  create trigger events_are_immutable before update or delete or truncate on events
    for each statement execute function refuse_change();
`;

/** What the default privileges of the schema grant too much. */
export const revokeChangeOfEvents = (role: string) => `revoke update, delete, truncate on events from ${role};`;
