-- name: lock_documents
SELECT pg_advisory_xact_lock(hashtextextended(k, 20)) FROM unnest(%(keys)s::text[]) AS k

-- name: accepted
SELECT kind, owner, number, version, key, digest FROM accepted WHERE key = ANY(%(keys)s)
UNION
SELECT a.kind, a.owner, a.number, a.version, a.key, a.digest
FROM accepted a
JOIN unnest(%(kinds)s::text[], %(owners)s::text[], %(numbers)s::text[])
  AS w (kind, owner, number) USING (kind, owner, number)

-- name: insert_accepted
INSERT INTO accepted (kind, owner, number, version, key, digest, accepted_at)
SELECT kind, owner, number, version, key, decode(digest, 'hex'), %(at)s
FROM json_to_recordset(%(rows)s) AS w (kind text, owner text, number text, version bigint,
  key text, digest text)
