-- Lease a chunk of payloads, oldest first, of so many bytes together. What crashed before is taken
-- alone, so that only the one that does it is blamed.
-- name: lease
WITH free AS (
  SELECT envelope_id, message_id, attempts, bytes
    FROM hub.intake
   WHERE due_at <= %(now)s AND (lease_until IS NULL OR lease_until <= %(now)s)
   ORDER BY envelope_id, message_id
   LIMIT %(limit)s
     FOR UPDATE SKIP LOCKED
), chosen AS (
  SELECT envelope_id, message_id FROM (
    SELECT *, row_number() OVER w AS place, max(attempts) OVER w AS worst,
           sum(bytes) OVER w AS together
      FROM free WINDOW w AS (ORDER BY envelope_id, message_id)
  ) ranked
  WHERE place = 1 OR (worst = 0 AND together <= %(bytes)s)
)
UPDATE hub.intake i
   SET attempts = i.attempts + 1, lease_worker = %(worker)s, lease_token = %(token)s,
       lease_until = %(until)s
  FROM chosen c
 WHERE i.envelope_id = c.envelope_id AND i.message_id = c.message_id
RETURNING i.envelope_id, i.message_id, i.part_index, i.endpoint_id, i.attempts

-- name: contents
SELECT id, content, wire_type, headers, received_at FROM hub.envelope
 WHERE id = ANY (%(ids)b::bigint[])

-- What the register knows of these documents: the same version, and the newest effective one,
-- which stands for later versions that said the same, too: what is older than they are is late.
-- name: known
SELECT i.place::int4, e.message_id, e.content_hash,
       greatest(l.version, (
         SELECT max(u.version) FROM hub.identity u
          WHERE u.source_id = i.source_id AND u.kind = i.kind AND u.owner = i.owner
            AND u.number = i.number AND u.version > l.version
            AND u.content_hash = l.content_hash)),
       l.message_id, l.content_hash
  FROM unnest(%(sources)b::int4[], %(kinds)b::text[], %(owners)b::text[], %(numbers)b::text[],
              %(versions)b::int8[])
       WITH ORDINALITY AS i (source_id, kind, owner, number, version, place)
  LEFT JOIN hub.identity e
    ON e.source_id = i.source_id AND e.kind = i.kind AND e.owner = i.owner
   AND e.number = i.number AND e.version = i.version
  LEFT JOIN LATERAL (
    SELECT version, message_id, content_hash FROM hub.identity n
     WHERE n.source_id = i.source_id AND n.kind = i.kind AND n.owner = i.owner
       AND n.number = i.number AND n.effective
     ORDER BY n.version DESC LIMIT 1) l ON true
 WHERE e.message_id IS NOT NULL OR l.message_id IS NOT NULL

-- A held message that comes again keeps its place in the register.
-- name: register
INSERT INTO hub.identity AS known
       (source_id, kind, owner, number, version, message_id, content_hash, effective)
SELECT * FROM unnest(%(sources)b::int4[], %(kinds)b::text[], %(owners)b::text[],
                     %(numbers)b::text[], %(versions)b::int8[], %(messages)b::int8[],
                     %(hashes)b::bytea[], %(effective)b::bool[])
    AS i (source_id, kind, owner, number, version, message_id, content_hash, effective)
 ORDER BY source_id, kind, owner, number, version
    ON CONFLICT (source_id, kind, owner, number, version) DO UPDATE
   SET content_hash = excluded.content_hash, effective = excluded.effective
 WHERE known.message_id = excluded.message_id

-- name: finish
DELETE FROM hub.intake WHERE lease_token = %(token)s

-- name: anything_held
SELECT true FROM hub.held LIMIT 1

-- Held messages of documents that have come again, newer and fit: nobody needs to look any more.
-- name: overtake_held
WITH overtaken AS (
  DELETE FROM hub.held h
   USING unnest(%(sources)b::int4[], %(kinds)b::text[], %(owners)b::text[], %(numbers)b::text[],
                %(versions)b::int8[]) AS i (source_id, kind, owner, number, version)
   WHERE h.source_id = i.source_id AND h.kind = i.kind AND h.owner = i.owner
     AND h.number = i.number AND h.version < i.version
  RETURNING h.message_id)
UPDATE hub.message SET state = 'late'
 WHERE id = ANY (ARRAY(SELECT message_id FROM overtaken))

-- name: unhold
DELETE FROM hub.held WHERE message_id = ANY (%(ids)b::bigint[])

-- name: translated_again
UPDATE hub.message
   SET kind = %(kind)s, owner = %(owner)s, number = %(number)s, version = %(version)s,
       order_key = %(order_key)s, wire_type = %(wire_type)s, state = %(state)s,
       content = %(content)s, content_hash = %(content_hash)s, findings = %(findings)s,
       map_name = %(map_name)s, map_version = %(map_version)s, translated_at = %(now)s,
       took_us = %(took_us)s
 WHERE id = %(id)s

-- The supervisor's word on a chunk that failed as a whole, in a transaction of its own.
-- name: put_back
UPDATE hub.intake
   SET attempts = greatest(attempts - 1, 0), lease_worker = NULL, lease_token = NULL,
       lease_until = NULL, why = %(why)s, due_at = %(due)s
 WHERE lease_token = %(token)s

-- name: put_back_some
UPDATE hub.intake
   SET attempts = greatest(attempts - 1, 0), lease_worker = NULL, lease_token = NULL,
       lease_until = NULL, why = %(why)s, due_at = %(due)s
 WHERE lease_token = %(token)s AND endpoint_id = %(endpoint)s

-- Identifiers of the other side for a chunk. theirs -> ours.
-- name: crossref_in
SELECT c.subject, c.theirs, c.ours
  FROM unnest(%(subjects)b::text[], %(codes)b::text[]) AS i (subject, code)
  JOIN hub.crossref c ON c.endpoint_id = %(endpoint)s AND c.subject = i.subject
   AND c.theirs = i.code
