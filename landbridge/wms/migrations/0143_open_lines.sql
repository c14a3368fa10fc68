-- What a line waits for changes each time stock is given to it; what is open of it, only when it
-- ships or ends. By the latter, giving stock to a line writes its row once and no index.
DROP INDEX wms.outbound_line_waiting;
CREATE INDEX outbound_line_open ON wms.outbound_line (item_id) WHERE open > 0;
