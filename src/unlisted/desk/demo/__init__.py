"""Commands and demonstration of the desk."""
