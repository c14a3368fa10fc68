-- How the goods go into a carton, step by step: JSON as outbound/packing/steps.py writes it, '' if
-- nothing was planned.
ALTER TABLE wms.carton ADD COLUMN plan text NOT NULL DEFAULT '';
