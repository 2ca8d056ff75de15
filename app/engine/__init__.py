"""The life of a query: gate, pool, keeper, worker. No query is ever evaluated in the web process."""
