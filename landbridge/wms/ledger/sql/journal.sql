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

-- name: read
-- Only final entries, in an order in which nothing is ever added before what was read. One row
-- at least, without an entry if there is none: it tells whether another look would find more.
SELECT j.epoch, j.xid::text::bigint, j.entry_id, wanted.it, bound.unsure, j.posting_id, j.at,
  j.recorded_at, j.actor, j.kind, j.site, j.owner, j.number,
  CASE WHEN wanted.it THEN j.content::text END
FROM journal_bound(pg_current_snapshot()) bound
LEFT JOIN LATERAL (
  SELECT * FROM journal j
  WHERE (j.epoch, j.xid, j.entry_id) > (%(epoch)s, %(xid)s::text::xid8, %(entry)s)
    AND (j.epoch, j.xid) < (bound.epoch, bound.xid)
  ORDER BY j.epoch, j.xid, j.entry_id
  LIMIT %(limit)s
) j ON true
CROSS JOIN LATERAL (
  SELECT cardinality(%(kinds)s::text[]) = 0 OR j.kind = ANY (%(kinds)s::text[]) AS it
) wanted
ORDER BY j.epoch, j.xid, j.entry_id

-- name: standing
-- What a snapshot holds: all final entries, told by the last, and those it holds beyond them.
-- In one statement, for another look at the bound could give another one.
WITH bound AS MATERIALIZED (SELECT * FROM journal_bound(pg_current_snapshot()))
(
  SELECT j.epoch, j.xid::text::bigint, j.entry_id, false AS is_beyond
  FROM bound JOIN journal j ON (j.epoch, j.xid) < (bound.epoch, bound.xid)
  ORDER BY j.epoch DESC, j.xid DESC, j.entry_id DESC
  LIMIT 1
)
UNION ALL
(
  SELECT j.epoch, j.xid::text::bigint, j.entry_id, true
  FROM bound JOIN journal j ON (j.epoch, j.xid) >= (bound.epoch, bound.xid)
  ORDER BY j.epoch, j.xid, j.entry_id
)

-- name: hold_seals
SELECT pg_advisory_xact_lock(4713)

-- name: last_seal
SELECT seal_id, to_epoch, to_xid::text::bigint, to_entry_id, hash
FROM journal_seal ORDER BY seal_id DESC LIMIT 1

-- name: entries_to_seal
-- As `read`: one row at least.
SELECT j.epoch, j.xid::text::bigint, j.entry_id, j.at, j.recorded_at, j.actor, j.kind, j.site,
  j.owner, j.number, j.content::text, j.posting_id, p.key, p.digest, bound.unsure
FROM journal_bound(pg_current_snapshot()) bound
LEFT JOIN LATERAL (
  SELECT * FROM journal j
  WHERE (j.epoch, j.xid, j.entry_id) > (%(epoch)s, %(xid)s::text::xid8, %(entry)s)
    AND (j.epoch, j.xid) < (bound.epoch, bound.xid)
  ORDER BY j.epoch, j.xid, j.entry_id
  LIMIT %(limit)s
) j ON true
LEFT JOIN posting p USING (posting_id)
ORDER BY j.epoch, j.xid, j.entry_id

-- name: add_seal
INSERT INTO journal_seal (
  seal_id, from_epoch, from_xid, from_entry_id, to_epoch, to_xid, to_entry_id, entry_count,
  sealed_at, hash)
VALUES (%s, %s, %s::text::xid8, %s, %s, %s::text::xid8, %s, %s, %s, %s)

-- name: seals
SELECT seal_id, to_epoch, to_xid::text::bigint, to_entry_id, entry_count, hash
FROM journal_seal WHERE seal_id > %s ORDER BY seal_id LIMIT %s

-- name: sealed_entries
SELECT j.epoch, j.xid::text::bigint, j.entry_id, j.at, j.recorded_at, j.actor, j.kind, j.site,
  j.owner, j.number, j.content::text, j.posting_id, p.key, p.digest
FROM journal j
LEFT JOIN posting p USING (posting_id)
WHERE (j.epoch, j.xid, j.entry_id) > (%s, %s::text::xid8, %s)
  AND (j.epoch, j.xid, j.entry_id) <= (%s, %s::text::xid8, %s)
ORDER BY j.epoch, j.xid, j.entry_id

-- name: unsealed_postings
-- A posting always wrote an entry.
SELECT p.posting_id, p.key FROM posting p
WHERE NOT EXISTS (SELECT FROM journal j WHERE j.posting_id = p.posting_id)
ORDER BY p.posting_id LIMIT %s
