/** For the whole of what one request led to. */
export const indexCorrelations = `create index events_by_correlation on events ((metadata ->> 'correlationId'));`;

/**
 * The last position recorded before a moment, found by halving: positions are dense, and later ones are recorded later but
 * for corrections of the clock.
 */
export const createPositionBefore = `
  create function position_before(moment timestamptz) returns bigint language plpgsql stable as $$
  declare
    low bigint := 0;
    high bigint;
    middle bigint;
  begin
    select h.position into strict high from log_head h;
    while low < high loop
      middle := (low + high + 1) / 2;
      if (select e.recorded_at from events e where e.position = middle) < moment then low := middle; else high := middle - 1; end if;
    end loop;
    return low;
  end $$;
`;
