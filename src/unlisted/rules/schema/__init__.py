"""The shape of every kind of rule file: pydantic models, used only at this edge."""
