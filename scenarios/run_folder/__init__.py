"""Run folders on disk: tables, manifest, resume."""
