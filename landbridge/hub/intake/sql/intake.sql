-- Each payload against the register of keys. `known`: envelope of the same key and content from
-- before; `changed`: the key came with other content before; `fresh`: registered just now.
-- Neither fresh nor known: another transaction registered it meanwhile, ask again.
-- name: register
WITH input AS (
  SELECT * FROM unnest(%(keys)b::text[], %(hashes)b::bytea[], %(ids)b::bigint[])
    WITH ORDINALITY AS i (source_key, content_hash, envelope_id, place)
), before AS (
  SELECT i.place,
         max(k.envelope_id) FILTER (WHERE k.content_hash = i.content_hash) AS known,
         bool_or(k.content_hash <> i.content_hash) AS changed
    FROM input i
    JOIN hub.envelope_key k ON k.endpoint_id = %(endpoint)b::int4 AND k.source_key = i.source_key
   GROUP BY i.place
), fresh AS (
  INSERT INTO hub.envelope_key (endpoint_id, source_key, content_hash, envelope_id)
  SELECT %(endpoint)b::int4, source_key, content_hash, envelope_id FROM input
   -- The same order everywhere, so that nobody waits in a circle; of what a page holds twice, the
   -- first is the one that counts.
   ORDER BY source_key, content_hash, place
      ON CONFLICT DO NOTHING
  RETURNING envelope_id
)
SELECT i.place::int4, f.envelope_id IS NOT NULL, b.known, coalesce(b.changed, false)
  FROM input i
  LEFT JOIN before b USING (place)
  LEFT JOIN fresh f USING (envelope_id)
 ORDER BY i.place

-- name: endpoint_by_name
SELECT id, state, connector FROM hub.endpoint WHERE name = %(name)s
