-- Needs of replenishment were kept under a name that no task has.
UPDATE wms.task_need n SET kind = 'replenishment'
WHERE kind = 'replenish' AND NOT EXISTS (
  SELECT FROM wms.task_need m
  WHERE m.site_id = n.site_id AND m.zone = n.zone AND m.kind = 'replenishment');
DELETE FROM wms.task_need WHERE kind = 'replenish';
