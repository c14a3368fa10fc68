"""The built-in warehouse as an ordinary endpoint: the same intake, dedup, retry and audit."""
