-- The same answer as before. A bare `epoch` in ORDER BY meant the result, which has the name of the
-- column, so that every append sorted the whole journal; meant is the column, which is indexed.
CREATE OR REPLACE FUNCTION wms.journal_epoch(snap pg_snapshot) RETURNS int
LANGUAGE sql STABLE AS $$
  SELECT coalesce((
    SELECT CASE WHEN j.xid >= pg_snapshot_xmax(snap) THEN j.epoch + 1 ELSE j.epoch END
    FROM wms.journal j ORDER BY j.epoch DESC, j.xid DESC, j.entry_id DESC LIMIT 1
  ), 0)
$$;
