"""The desk under load and under faults, on PostgreSQL, with the servers of production."""
