"""Who publishes a payer file, for which plans, when. The keys may stand anywhere at the root."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from unlisted.formats.reading import FileIdentity, Tally
from unlisted.formats.values import read_date, read_object, read_text
from unlisted.market.observation import Observation

_SHOWN_PLANS = 5


@dataclass(slots=True)
class PayerHeader:
    """The root values of a payer file, gathered while it is read."""

    entity: str = ""
    plan: str = ""
    version: str = ""
    last_updated_on: str = ""
    plans: list[str] = field(default_factory=list)
    plan_count: int = 0

    def take_over(self, other: PayerHeader) -> None:
        """Become what another header is."""
        self.entity, self.plan, self.version = other.entity, other.plan, other.version
        self.last_updated_on, self.plans, self.plan_count = (
            other.last_updated_on,
            other.plans,
            other.plan_count,
        )

    def see(self, key: str, value: object) -> None:
        """Keep a root value that names the file; ignore the others."""
        if key == "reporting_entity_name":
            self.entity = read_text(value)
        elif key == "plan_name":
            self.plan = read_text(value)
        elif key == "version":
            self.version = read_text(value)
        elif key == "last_updated_on":
            self.last_updated_on = read_text(value)
        elif key in ("reporting_plans", "plans"):
            self._see_plan(read_text(read_object(value).get("plan_name")))

    def _see_plan(self, name: str) -> None:
        if not name:
            return
        self.plan_count += 1
        if len(self.plans) < _SHOWN_PLANS and name not in self.plans:
            self.plans.append(name)

    @property
    def file_date(self) -> date | None:
        """The day of the last update, where it can be read."""
        return read_date(self.last_updated_on)

    @property
    def plan_text(self) -> str:
        """The plan, or the first plans of several and how many more there are."""
        if self.plan or not self.plans:
            return self.plan
        more = self.plan_count - len(self.plans)
        return " | ".join(self.plans) + (f" | and {more} more" if more > 0 else "")

    def check(self, tally: Tally) -> None:
        """Remark on what the header lacks."""
        if not self.entity:
            tally.note(
                "publisher_missing", "the file does not name its reporting entity", "/reporting_entity_name"
            )
        if self.file_date is None:
            tally.note(
                "file_date_unreadable",
                f"the file's date cannot be read: {self.last_updated_on!r}",
                "/last_updated_on",
            )

    def stamp(self, seen: Observation) -> Observation:
        """Put the file's own words about itself on an observation read before they were known."""
        return replace(
            seen,
            publisher=self.entity,
            file_date=self.file_date,
            schema_version=self.version,
            payer=self.entity,
            plan=self.plan_text,
        )


def blank(identity: FileIdentity, locator: str) -> Observation:
    """Return an observation that so far only says where it stands."""
    return Observation(
        source_kind=identity.kind,
        file_name=identity.name,
        sha256=identity.sha256,
        locator=locator,
        publisher="",
    )
