"""From files in git to an immutable release: dossiers → fusion → inference → validation → description → release."""
