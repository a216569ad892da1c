"""What a validation says: issues, and what could not be checked."""

from __future__ import annotations

from dataclasses import dataclass

from unlisted.base.outcome import Severity


@dataclass(frozen=True, slots=True)
class Issue:
    """One breach: where (FHIRPath from the root), by which profile, what, why and what to do.

    ``rule`` is a stable slug: cardinality, unknown_element, fixed, pattern, binding, reference_target,
    slice, closed_slicing, invariant, type, format, extension, reference, shape. No message holds a value
    of the resource.
    """

    severity: Severity
    location: str
    profile: str
    rule: str
    what: str
    why: str = ""
    fix: str = ""


@dataclass(frozen=True, slots=True)
class Checked:
    """The outcome for one resource.

    ``profiles`` are those it was checked against (``url|version``); ``not_checked`` names what could not be
    decided, each once, with the number of places. ``left_off`` counts issues beyond the limit; errors stand
    before warnings, so one error at least is always listed.
    """

    issues: tuple[Issue, ...]
    profiles: tuple[str, ...]
    not_checked: tuple[tuple[str, int], ...]
    invariants: int
    left_off: int = 0

    @property
    def errors(self) -> tuple[Issue, ...]:
        """Return the issues that make the resource invalid."""
        return tuple(issue for issue in self.issues if issue.severity is Severity.BLOCKING)

    @property
    def is_valid(self) -> bool:
        """Say whether nothing breaks a profile; what was not checked stays open."""
        return not self.errors


WHY = {
    "cardinality": "the profile counts this element",
    "shape": "FHIR JSON has another shape here, so receivers cannot read it",
    "unknown_element": "receivers refuse what the definition does not have",
    "fixed": "the profile fixes this value",
    "pattern": "the profile fixes part of this value",
    "binding": "the profile requires a code of this value set",
    "reference_target": "the profile says what this reference leads to",
    "reference": "the reference leads nowhere",
    "slice": "the profile counts this slice",
    "closed_slicing": "the profile allows only what its slices describe",
    "invariant": "the profile sets this rule",
    "type": "the profile sets the type",
    "format": "FHIR R4 sets the format of this type",
    "extension": "its definition is needed to read it",
}
"""Why a breach of each rule matters."""

FIX = {
    "cardinality": "add what is missing, or remove what is too much",
    "shape": "write it as the definition says: an object, a value or a list",
    "unknown_element": "remove it, correct its name, or use an extension",
    "fixed": "write the fixed value",
    "pattern": "add what the pattern holds",
    "binding": "use a code of that value set",
    "reference_target": "refer to a resource of that kind and profile",
    "reference": "add the resource, or correct the reference",
    "slice": "add or remove an item of this slice",
    "closed_slicing": "remove the item, or make it fit a slice",
    "invariant": "change the elements the rule names",
    "type": "use the type or the profile named",
    "format": "write the value in the format of its type",
    "extension": "correct its url",
}
"""What to do about a breach of each rule."""
