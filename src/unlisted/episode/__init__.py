"""The treatment episode: what the clinic recorded, each fact with its evidence, and how complete it is."""
