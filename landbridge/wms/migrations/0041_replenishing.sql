-- How much of an item a pick bin shall hold, in base units.
CREATE TABLE wms.pick_bin (
  pick_bin_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  site_id int NOT NULL REFERENCES wms.site,
  bin_id int NOT NULL REFERENCES wms.bin,
  item_id bigint NOT NULL REFERENCES wms.item,
  quantity_min numeric NOT NULL CHECK (quantity_min >= 0),
  quantity_max numeric NOT NULL CHECK (quantity_max > quantity_min),
  changed_at timestamptz NOT NULL,
  changed_by text NOT NULL,
  UNIQUE (bin_id, item_id)
);
CREATE INDEX pick_bin_site ON wms.pick_bin (site_id, pick_bin_id);
