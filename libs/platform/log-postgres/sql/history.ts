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

/** The same where events have left the table. It may come out too low, never too high: what is not in the table counts as later. */
export const positionBeforeKnowingTheArchive = `
  create or replace function position_before(moment timestamptz) returns bigint language plpgsql stable as $$
  declare
    low bigint := 0;
    high bigint;
    middle bigint;
    next record;
  begin
    select h.position into strict high from log_head h;
    while low < high loop
      middle := (low + high + 1) / 2;
      select e.position, e.recorded_at into next from events e where e.position >= middle order by e.position limit 1;
      if next.recorded_at < moment then low := next.position; else high := middle - 1; end if;
    end loop;
    return low;
  end $$;
`;
