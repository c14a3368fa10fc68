-- name: database
SELECT current_setting('server_version_num')::int AS version,
       current_setting('server_version') AS version_text,
       clock_timestamp() AS now,
       pg_database_size(current_database()) AS size_bytes,
       current_setting('fsync') AS fsync,
       current_setting('full_page_writes') AS full_page_writes,
       current_setting('synchronous_commit') AS synchronous_commit

-- name: migrations
SELECT name FROM public.django_migrations WHERE app = 'hub'

-- name: days
-- The days that have partitions.
SELECT to_date(right(child.relname, 8), 'YYYYMMDD') AS day
  FROM pg_inherits
  JOIN pg_class child ON child.oid = inhrelid
 WHERE inhparent = 'hub.message'::regclass
 ORDER BY 1

-- name: open_incidents
SELECT count(*) AS count FROM incident WHERE state = 'open'

-- name: not_counted
SELECT l.name AS left, r.name AS right, t.subject, t.why
  FROM census_turn t
  JOIN census_pair p ON p.id = t.pair_id AND p.enabled
  JOIN endpoint l ON l.id = p.left_id
  JOIN endpoint r ON r.id = p.right_id
 WHERE t.why <> ''
 ORDER BY 1, 2, 3
