"""Follow the references between the resources of some files."""

from __future__ import annotations

from collections.abc import Sequence

from unlisted.formats.fhir.element import Element, Resource


class Index:
    """The resources facts may be taken from, by full URL and by ``Type/id``."""

    def __init__(self, resources: Sequence[Resource]) -> None:
        self.resources = [resource for resource in resources if not resource.set_aside]
        self._by_url: dict[str, Resource] = {}
        self._by_key: dict[tuple[str, str], Resource] = {}
        for resource in self.resources:
            if resource.url:
                self._by_url.setdefault(resource.url, resource)
            self._by_key.setdefault(("", resource.key), resource)
            self._by_key.setdefault((resource.file, resource.key), resource)

    def of_type(self, *types: str) -> list[Resource]:
        """Return the resources of these types, in the order of the files."""
        return [resource for resource in self.resources if resource.type in types]

    def follow(self, reference: Element | None) -> Resource | None:
        """Return the resource a Reference leads to, the reference read; ``None`` leaves it unread."""
        if reference is None:
            return None
        element = reference.one("reference")
        text = element.value if element is not None else None
        if not isinstance(text, str):
            return None
        if text.startswith("#"):
            found = reference.resource.contained.get(text[1:])
        else:
            parts = text.partition("/_history/")[0].split("/")
            key = "/".join(parts[-2:])
            found = (
                self._by_url.get(text)
                or self._by_key.get((reference.resource.file, key))
                or self._by_key.get(("", key))
            )
        if found is not None:
            reference.read()
        return found
