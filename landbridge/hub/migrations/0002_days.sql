-- Partitions by day: opened ahead of time, dropped when the retention time is over.

CREATE FUNCTION hub.day_tables() RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
  SELECT ARRAY['envelope', 'message', 'known_number', 'closed_delivery', 'attempt', 'event']
$$;

-- Open the partitions of all days from `first` to `last`. Safe to repeat, safe side by side.
-- Made apart and then attached, because attaching does not stop those who write.
CREATE FUNCTION hub.open_days(first date, last date) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = hub, pg_temp AS $$
DECLARE
  parent text;
  part text;
  day date;
  low bigint;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('hub.open_days'));
  FOR day IN SELECT generate_series(first, last, interval '1 day')::date LOOP
    low := (day - date '2000-01-01') * 10000000000;
    FOREACH parent IN ARRAY hub.day_tables() LOOP
      part := parent || '_' || to_char(day, 'YYYYMMDD');
      IF to_regclass('hub.' || part) IS NULL THEN
        EXECUTE format('CREATE TABLE hub.%I (LIKE hub.%I INCLUDING ALL)', part, parent);
        IF parent IN ('envelope', 'message') THEN
          -- Whole documents of some kilobytes stay in the row: compressing them costs more.
          EXECUTE format('ALTER TABLE hub.%I SET (toast_tuple_target = 4080)', part);
        END IF;
        EXECUTE format('ALTER TABLE hub.%I ATTACH PARTITION hub.%I FOR VALUES FROM (%s) TO (%s)',
                       parent, part, low, low + 10000000000);
      END IF;
    END LOOP;
  END LOOP;
END $$;

-- Drop the partitions of days before `before` that no open work refers to; names of the dropped.
CREATE FUNCTION hub.drop_days(before date) RETURNS SETOF text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = hub, pg_temp AS $$
DECLARE
  part record;
  low bigint;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('hub.open_days'));
  FOR part IN
    SELECT child.relname AS name, parent.relname AS parent, right(child.relname, 8)::date AS day
      FROM pg_inherits
      JOIN pg_class child ON child.oid = inhrelid
      JOIN pg_class parent ON parent.oid = inhparent
     WHERE parent.relnamespace = 'hub'::regnamespace AND parent.relkind = 'p'
     ORDER BY child.relname
  LOOP
    CONTINUE WHEN part.day >= before;
    low := (part.day - date '2000-01-01') * 10000000000;
    CONTINUE WHEN EXISTS (SELECT FROM hub.intake
                           WHERE envelope_id >= low AND envelope_id < low + 10000000000)
               OR EXISTS (SELECT FROM hub.routing r
                           WHERE r.message_id >= low AND r.message_id < low + 10000000000
                              OR r.envelope_id >= low AND r.envelope_id < low + 10000000000)
               OR EXISTS (SELECT FROM hub.held h
                           WHERE h.message_id >= low AND h.message_id < low + 10000000000
                              OR h.envelope_id >= low AND h.envelope_id < low + 10000000000)
               OR EXISTS (SELECT FROM hub.open_delivery d
                           WHERE d.id >= low AND d.id < low + 10000000000
                              OR d.message_id >= low AND d.message_id < low + 10000000000
                              OR d.envelope_id >= low AND d.envelope_id < low + 10000000000);
    EXECUTE format('DROP TABLE hub.%I', part.name);
    RETURN NEXT part.name;
  END LOOP;
END $$;

REVOKE EXECUTE ON FUNCTION hub.open_days(date, date), hub.drop_days(date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hub.open_days(date, date), hub.drop_days(date) TO landbridge_hub;
