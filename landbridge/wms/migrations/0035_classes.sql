-- The few bins that say of themselves what they keep; most leave it to their zone.
CREATE INDEX bin_special ON wms.bin (site_id)
  WHERE temperature_class <> '' OR hazard_classes <> '{}';
