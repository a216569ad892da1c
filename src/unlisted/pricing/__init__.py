"""Medicare's price of a listed service by locality and day."""
