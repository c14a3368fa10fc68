-- pickers: how many people pick such a wave; NULL: as many as the day's shift has.
-- packing_min: how long before its cut-off an order has to be back, to be packed and loaded.
ALTER TABLE wms.wave_template
  ADD COLUMN pickers int CHECK (pickers BETWEEN 1 AND 500),
  ADD COLUMN packing_min int NOT NULL DEFAULT 30 CHECK (packing_min BETWEEN 0 AND 1440);

-- As its template said, from the release on as it was planned. work_s: of all tours together;
-- work_bound_s: no plan in time takes less.  advice: what to do about orders that will be late.
ALTER TABLE wms.wave
  ADD COLUMN pickers int,
  ADD COLUMN packing_min int NOT NULL DEFAULT 30,
  ADD COLUMN work_s numeric,
  ADD COLUMN work_bound_s numeric,
  ADD COLUMN advice text NOT NULL DEFAULT '';

-- Orders of released waves that have a cut-off: when they have to be back from picking, and when
-- the last of their tours was expected back when the wave was planned.
CREATE TABLE wms.wave_due (
  wave_id bigint NOT NULL REFERENCES wms.wave,
  order_id bigint NOT NULL,
  cutoff_at timestamptz NOT NULL,
  due_at timestamptz NOT NULL,
  back_at timestamptz NOT NULL,
  PRIMARY KEY (wave_id, order_id)
);

-- begin_by_at: begun later, this tour or one behind it is late; NULL where nothing is due.
-- priority: that of the most urgent order of this tour and of those that come after it.
ALTER TABLE wms.cluster
  ADD COLUMN begin_by_at timestamptz,
  ADD COLUMN back_at timestamptz,
  ADD COLUMN priority int;
ALTER TABLE wms.task ADD COLUMN begin_by_at timestamptz;

-- What has to begin soon is given first; later on, of equal priority what has to begin first.
DROP INDEX wms.task_ready;
CREATE INDEX task_ready
  ON wms.task (site_id, kind, (coalesce(begin_by_at, ready_by)), priority, task_id)
  WHERE closed_at IS NULL AND ready_by IS NOT NULL;
DROP INDEX wms.task_open;
CREATE INDEX task_open ON wms.task (site_id, kind, priority, begin_by_at, task_id)
  WHERE closed_at IS NULL;
