"""What a denial is about: the entry of the rulebook that names most of its codes; a stop goes first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from unlisted.rules.tables import DenialCode
from unlisted.rules.vocabulary import DRAFTING, DenialAction, DenialClass, StopReason


@dataclass(frozen=True, slots=True)
class DenialCodes:
    """The codes of one denial as they stand on the remittance. ``payers`` is the payer and its parents."""

    reason: str
    remarks: tuple[str, ...] = ()
    group: str = ""
    payers: tuple[str, ...] = ()
    line_of_business: str = ""


@dataclass(frozen=True, slots=True)
class Classified:
    """The answer: the entry that decides, the others that speak too, best first.

    ``entry`` is ``None`` where no entry knows these codes: then a person decides, and nothing is drafted.
    """

    codes: DenialCodes
    entry: DenialCode | None
    also: tuple[DenialCode, ...] = ()

    @property
    def denial_class(self) -> DenialClass:
        """Return the class; ``unknown`` where no entry speaks."""
        return DenialClass.UNKNOWN if self.entry is None else self.entry.denial_class

    @property
    def action(self) -> DenialAction:
        """Return what is done next; ``ask_person`` where no entry speaks."""
        return DenialAction.ASK_PERSON if self.entry is None else self.entry.action

    @property
    def stop(self) -> StopReason | None:
        """Return why nothing may be drafted, ``None`` where nothing stops."""
        return None if self.entry is None else self.entry.stop

    @property
    def may_draft(self) -> bool:
        """Say whether an appeal may be drafted: the action is one, and no entry stops."""
        entries = (self.entry, *self.also)
        return self.action in DRAFTING and not any(item is not None and item.stop for item in entries)

    @property
    def medical_judgment(self) -> bool:
        """Say whether the decision rests on a medical judgment."""
        return self.entry is not None and self.entry.medical_judgment


def classify(entries: Sequence[DenialCode], codes: DenialCodes) -> Classified:
    """Classify a denial by the rulebook's entries."""
    fits = [(item, place) for place, item in enumerate(entries) if _fits(item, codes)]
    ordered = [item for item, _ in sorted(fits, key=lambda pair: (*_rank(pair[0]), pair[1]))]
    return Classified(codes, ordered[0] if ordered else None, tuple(ordered[1:]))


def _fits(item: DenialCode, codes: DenialCodes) -> bool:
    return (
        (not item.reasons or codes.reason in item.reasons)
        and (not item.remarks or bool(item.remarks & set(codes.remarks)))
        and (not item.groups or codes.group in item.groups)
        and (not item.payers or bool(item.payers & set(codes.payers)))
        and (not item.lines_of_business or codes.line_of_business in item.lines_of_business)
    )


def _rank(item: DenialCode) -> tuple[bool, int, bool]:
    """Order stops first, then entries that name more, then those that say more than `read the remark`."""
    named = (item.reasons, item.remarks, item.groups, item.payers, item.lines_of_business)
    return item.stop is None, -sum(1 for part in named if part), item.action is DenialAction.READ_REMARK
