"""Commands for maintainers: tables of the documents, and the Dutch catalogue."""
