"""One observed price, charge or fee: values, never statistics."""
