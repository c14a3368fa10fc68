-- What a zone or a bin may hold. Empty: it says nothing of its own.
ALTER TABLE wms.zone
  ADD COLUMN temperature_class text COLLATE "C" NOT NULL DEFAULT '',
  ADD COLUMN hazard_classes text[] COLLATE "C" NOT NULL DEFAULT '{}';

ALTER TABLE wms.bin
  ADD COLUMN block text NOT NULL DEFAULT '',
  ADD COLUMN temperature_class text COLLATE "C" NOT NULL DEFAULT '',
  ADD COLUMN hazard_classes text[] COLLATE "C" NOT NULL DEFAULT '{}',
  -- How far the bin is from where the site packs, along the aisles; kept by whoever puts bins.
  ADD COLUMN reach_mm int;

CREATE INDEX bin_reach ON wms.bin (site_id, kind, reach_mm, code);
CREATE INDEX bin_place ON wms.bin (site_id, x_mm, y_mm);

-- Aisles run away from the front, along y; cross-aisles along x. A one-way aisle is walked `up`
-- (away from the front) or `down` only.
CREATE TABLE wms.aisle (
  aisle_id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  site_id int NOT NULL REFERENCES wms.site,
  code text COLLATE "C" NOT NULL CHECK (code <> ''),
  x_mm int NOT NULL,
  width_mm int CHECK (width_mm > 0),
  one_way text COLLATE "C" NOT NULL DEFAULT '' CHECK (one_way IN ('', 'up', 'down')),
  UNIQUE (site_id, code)
);

CREATE TABLE wms.cross_aisle (
  cross_aisle_id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  site_id int NOT NULL REFERENCES wms.site,
  code text COLLATE "C" NOT NULL CHECK (code <> ''),
  y_mm int NOT NULL,
  width_mm int CHECK (width_mm > 0),
  UNIQUE (site_id, code)
);

UPDATE wms.bin b
SET reach_mm = abs(b.x_mm - o.x) + abs(b.y_mm - o.y)
FROM (
  SELECT DISTINCT ON (site_id) site_id, x_mm AS x, y_mm AS y FROM wms.bin
  WHERE kind IN ('packing', 'shipping', 'receiving') AND x_mm IS NOT NULL AND y_mm IS NOT NULL
  ORDER BY site_id, array_position(ARRAY['packing', 'shipping', 'receiving'], kind), code
) o
WHERE o.site_id = b.site_id AND NOT b.virtual AND b.x_mm IS NOT NULL AND b.y_mm IS NOT NULL;
