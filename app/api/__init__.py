"""HTTP: the SPARQL protocol, entity documents, the dataset's own description, and negotiation over all of them."""
