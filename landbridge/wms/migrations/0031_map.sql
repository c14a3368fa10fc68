-- Picks of the last days by bin and by item, without walking through all the past.
CREATE INDEX task_picked ON wms.task (site_id, closed_at) INCLUDE (bin, item_id)
  WHERE kind = 'pick' AND closed_at IS NOT NULL AND done > 0;
-- What is on its way to which bin.
CREATE INDEX task_target ON wms.task (site_id, target_bin)
  WHERE closed_at IS NULL AND target_bin <> '';

-- Room and weight one base unit takes, from the smallest unit that was measured.
CREATE VIEW wms.item_unit_size AS
SELECT i.item_id, i.owner, i.code,
  (SELECT u.length_mm * u.width_mm * u.height_mm * u.denominator / u.numerator
   FROM wms.item_uom u
   WHERE u.item_id = i.item_id AND u.length_mm > 0 AND u.width_mm > 0 AND u.height_mm > 0
   ORDER BY u.numerator::numeric / u.denominator LIMIT 1) AS volume_mm3,
  (SELECT u.gross_weight_g * u.denominator / u.numerator
   FROM wms.item_uom u WHERE u.item_id = i.item_id AND u.gross_weight_g > 0
   ORDER BY u.numerator::numeric / u.denominator LIMIT 1) AS weight_g
FROM wms.item i;
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON wms.item_unit_size FROM landbridge_wms;
