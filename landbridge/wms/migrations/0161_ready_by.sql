-- ready_by: the next cut-off of the order's carrier; NULL where none is known. Kept up by workers.
ALTER TABLE wms.task ADD COLUMN ready_by timestamptz;
CREATE INDEX task_ready ON wms.task (site_id, kind, ready_by, priority, task_id)
  WHERE closed_at IS NULL AND ready_by IS NOT NULL;
