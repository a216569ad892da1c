"""Appeals of a case."""

from __future__ import annotations

from unlisted.desk.models import Appeal, Case, Membership
from unlisted.desk.permissions import NotThereError
from unlisted.desk.selectors.cases import case_of


def appeal_of(by: Membership, number: int, pk: int) -> tuple[Case, Appeal]:
    """Return an appeal of a case of the practice."""
    case = case_of(by, number)
    found = Appeal.objects.select_related("denial").filter(denial__case=case, pk=pk).first()
    if found is None:
        raise NotThereError("there is no such appeal here")
    return case, found
