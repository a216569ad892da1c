"""Background work: a durable queue on the desk's own database."""
