-- name: insert_put_backs
INSERT INTO put_back (task_id, document_kind, document_number, document_line, why)
SELECT task_id, document_kind, document_number, document_line, why
FROM json_to_recordset(%(rows)s) AS w (task_id bigint, document_kind text, document_number text,
  document_line text, why text)

-- name: put_back_of
SELECT document_kind, document_number, document_line FROM put_back WHERE task_id = %(task_id)s
