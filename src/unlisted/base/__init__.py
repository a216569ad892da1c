"""Values that everything shares; standard library only."""
