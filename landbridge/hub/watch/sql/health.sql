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
