"""The HTTP interface: the same selectors, behind tokens with scopes."""
