-- name: append
WITH added AS (
  INSERT INTO journal (
    epoch, xid, posting_id, at, recorded_at, actor, kind, site, owner, number, content)
  SELECT (SELECT journal_epoch(pg_current_snapshot())), pg_current_xact_id(),
    %(posting_id)s, %(at)s, %(recorded_at)s, %(actor)s,
    given.kind, given.site, given.owner, given.number, given.content::json
  FROM unnest(
      (string_to_array(%(kinds)s, chr(31)))[2:], (string_to_array(%(sites)s, chr(31)))[2:],
      (string_to_array(%(owners)s, chr(31)))[2:], (string_to_array(%(numbers)s, chr(31)))[2:],
      (string_to_array(%(contents)s, chr(31)))[2:])
    WITH ORDINALITY AS given (kind, site, owner, number, content, place)
  ORDER BY given.place
  RETURNING epoch, xid, entry_id
)
-- A nudge for those who listen; the rows are the fact.
SELECT epoch, xid::text::bigint, entry_id, pg_notify('wms_journal', '')
FROM added ORDER BY entry_id
