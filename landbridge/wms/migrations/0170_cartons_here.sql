-- Closed cartons that have not left: where to bring the next one, and what is still to be loaded.
CREATE INDEX carton_here ON wms.carton (carton_id)
  WHERE shipment_id IS NULL AND closed_at IS NOT NULL;
