-- Waves that begin by themselves: as soon as so many orders wait, or the first has waited so long.
-- waiting_since: since when a worker has seen orders wait for a wave of this template.
ALTER TABLE wms.wave_template
  ADD COLUMN orders_min int CHECK (orders_min > 0),
  ADD COLUMN wait_max_min int CHECK (wait_max_min > 0),
  ADD COLUMN waiting_since timestamptz;
