-- name: pairs
SELECT p.id, l.name AS left, r.name AS right, l.options AS left_options,
       r.options AS right_options, p.enabled, p.owner, p.site, p.options, p.authority, p.since
  FROM census_pair p
  JOIN endpoint l ON l.id = p.left_id
  JOIN endpoint r ON r.id = p.right_id
 WHERE %(id)s = 0 OR p.id = %(id)s
 ORDER BY p.id

-- name: joined
-- Endpoints with routes between them that are no pair yet.
SELECT DISTINCT least(r.source_id, r.target_id), greatest(r.source_id, r.target_id)
  FROM route r
  JOIN endpoint s ON s.id = r.source_id AND s.state <> 'disabled'
  JOIN endpoint t ON t.id = r.target_id AND t.state <> 'disabled'
 WHERE r.enabled AND NOT EXISTS (
   SELECT FROM census_pair p
    WHERE (p.left_id, p.right_id) IN ((r.source_id, r.target_id), (r.target_id, r.source_id)))
 ORDER BY 1, 2

-- name: adopt
INSERT INTO census_pair (left_id, right_id, since) VALUES (%(left)s, %(right)s, %(now)s)
    ON CONFLICT DO NOTHING
RETURNING id

-- name: add_turn
INSERT INTO census_turn (pair_id, subject, due_at) VALUES (%(pair)s, %(subject)s, %(now)s)
    ON CONFLICT DO NOTHING

-- name: set_pair
UPDATE census_pair
   SET enabled = %(enabled)s, owner = %(owner)s, site = %(site)s, options = %(options)s,
       authority = %(authority)s, since = %(now)s
 WHERE id = %(id)s

-- name: turns
SELECT pair_id, subject, due_at, looked_at, full_at, took_ms, looks_count, keys_count,
       in_flight_count, rejected_count, unexplained_count, why
  FROM census_turn WHERE %(id)s = 0 OR pair_id = %(id)s
 ORDER BY pair_id, array_position(%(subjects)s::text[], subject)

-- name: take_turn
-- The turn that has waited longest; nobody else takes it meanwhile.
UPDATE census_turn t
   SET lease_worker = %(worker)s, lease_until = %(until)s
  FROM (SELECT c.pair_id, c.subject
          FROM census_turn c
          JOIN census_pair p ON p.id = c.pair_id AND p.enabled
          JOIN endpoint l ON l.id = p.left_id AND l.state = 'active'
          JOIN endpoint r ON r.id = p.right_id AND r.state = 'active'
         WHERE c.due_at <= %(now)s AND (c.lease_until IS NULL OR c.lease_until <= %(now)s)
         ORDER BY c.due_at
         LIMIT 1 FOR UPDATE OF c SKIP LOCKED) next
 WHERE t.pair_id = next.pair_id AND t.subject = next.subject
RETURNING t.pair_id, t.subject, t.looked_at, t.full_at, t.positions, t.failures

-- name: end_turn
UPDATE census_turn
   SET due_at = %(due)s, looked_at = %(now)s, full_at = coalesce(%(full_at)s, full_at),
       positions = %(positions)s, took_ms = %(took_ms)s, looks_count = looks_count + 1,
       keys_count = coalesce(%(keys)s, keys_count), in_flight_count = %(in_flight)s,
       rejected_count = %(rejected)s, unexplained_count = %(unexplained)s, why = '',
       failures = 0, lease_worker = '', lease_until = NULL
 WHERE pair_id = %(pair)s AND subject = %(subject)s AND lease_worker = %(worker)s

-- name: fail_turn
UPDATE census_turn
   SET due_at = %(due)s, why = %(why)s, failures = failures + 1, lease_worker = '',
       lease_until = NULL
 WHERE pair_id = %(pair)s AND subject = %(subject)s AND lease_worker = %(worker)s

-- name: open_keys
SELECT key, incident_id FROM discrepancy
 WHERE pair_id = %(pair)s AND subject = %(subject)s

-- name: see
-- A difference is seen again, or for the first time.
INSERT INTO discrepancy AS d
       (pair_id, subject, key, value, found, agreed_at, first_at, same_since, last_at)
VALUES (%(pair)s, %(subject)s, %(key)s, %(value)s, %(found)s, %(agreed)s, %(now)s, %(now)s,
        %(now)s)
    ON CONFLICT (pair_id, subject, key) DO UPDATE
   SET value = excluded.value, found = excluded.found, last_at = excluded.last_at,
       looks_count = d.looks_count + 1,
       same_since = CASE WHEN d.value = excluded.value THEN d.same_since
                         ELSE excluded.same_since END

-- name: ripe
-- Seen again and unchanged for long enough; or changing, but there for very long.
SELECT key, found, agreed_at, first_at FROM discrepancy
 WHERE pair_id = %(pair)s AND subject = %(subject)s AND incident_id IS NULL AND looks_count > 1
   AND (same_since <= %(same_before)s OR first_at <= %(first_before)s)
 ORDER BY first_at, key
 LIMIT %(limit)s

-- name: gone
DELETE FROM discrepancy
 WHERE pair_id = %(pair)s AND subject = %(subject)s AND key = ANY(
   SELECT string_to_array(k, chr(31)) FROM unnest(%(keys)s::text[]) AS k)
RETURNING incident_id

-- name: attach
UPDATE discrepancy SET incident_id = %(incident)s
 WHERE pair_id = %(pair)s AND subject = %(subject)s AND key = %(key)s

-- name: still_there
SELECT DISTINCT incident_id FROM discrepancy WHERE incident_id = ANY(%(ids)s)

-- name: unsettled
SELECT count(*) FILTER (WHERE incident_id IS NULL), count(*)
  FROM discrepancy WHERE pair_id = %(pair)s AND subject = %(subject)s

-- name: refresh
UPDATE incident SET facts = facts || %(facts)s
 WHERE id = %(incident)s AND state = 'open'

-- name: of_document
SELECT id FROM incident
 WHERE message_id = %(message)s AND state = 'open'
   AND (pair_id = %(pair)s OR kind = 'dead_letter')
 ORDER BY id LIMIT 1

-- name: unreadable
SELECT h.message_id, h.kind, h.number FROM held h
 CROSS JOIN LATERAL (SELECT content FROM envelope WHERE id = h.envelope_id LIMIT 1) e
 WHERE h.source_id = %(source)s AND position(%(text)s::bytea IN e.content) > 0
   AND (SELECT m.content IS NULL FROM message m WHERE m.id = h.message_id)
 ORDER BY h.message_id DESC LIMIT 1
