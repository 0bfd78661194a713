"""The only rooms that know SQLAlchemy: database, records, evidence files."""
