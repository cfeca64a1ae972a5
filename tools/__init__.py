"""What maintainers run: tables of the documents and the Dutch catalogue."""
