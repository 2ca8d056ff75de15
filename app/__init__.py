"""digdip: an open knowledge graph of digital diplomacy."""
