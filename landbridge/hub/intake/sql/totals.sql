-- name: differ
INSERT INTO hub.control_total (endpoint_id, stream, at, announced_count, arrived_count, what)
SELECT %(endpoint)s, %(stream)s, %(now)s, %(announced)s, %(arrived)s, %(what)s
 WHERE NOT EXISTS (
   SELECT FROM hub.control_total
    WHERE endpoint_id = %(endpoint)s AND stream = %(stream)s AND settled_at IS NULL
      AND announced_count = %(announced)s AND arrived_count = %(arrived)s)

-- name: settle
UPDATE hub.control_total SET settled_at = %(now)s
 WHERE endpoint_id = %(endpoint)s AND stream = %(stream)s AND settled_at IS NULL AND stream <> ''
   AND announced_count <= %(arrived)s
