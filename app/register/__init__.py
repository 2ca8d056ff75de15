"""From a register of documents to dossiers: read, reconcile who and what is meant, write."""
