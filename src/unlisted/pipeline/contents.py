"""Plan what to read: from a payer's table of contents to the smallest set of files that answers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b

from unlisted.base.errors import MissingDataError
from unlisted.formats.container.members import list_members
from unlisted.formats.tic.contents import (
    ContentsHeader,
    ListedFile,
    ListedKind,
    ListedPlan,
    Structure,
    read_contents,
)
from unlisted.pipeline.contents_match import (
    Wanted,
    file_states,
    has_words,
    network_reason,
    plan_reason,
    plan_state,
)
from unlisted.pipeline.download_location import public_location, signature_expiry
from unlisted.pipeline.rate_source import RateSource
from unlisted.pipeline.sources import OnBytes

SHOWN_PLANS = 3
_SHOWN_REASONS = 6
_SHOWN_EXAMPLES = 8
_NO_PLAN = ListedPlan("", "", "", "")


@dataclass(slots=True)
class PlannedFile:
    """A file to read, and why. ``url`` may be signed: it is for fetching, ``location`` for showing.

    ``times_listed`` counts how often the chosen structures name it; it is read once. ``plans`` counts the
    plans that share it, ``plan_names`` are the first of them. ``states`` is empty where nothing states one.
    """

    kind: ListedKind
    location: str
    url: str
    description: str
    because: tuple[str, ...]
    states: tuple[str, ...] = ()
    times_listed: int = 0
    plans: int = 0
    plan_names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadingPlan:
    """The files to read, and what the index counts: structures, plans, mentions of files, distinct files."""

    entity: str
    version: str
    last_updated_on: str
    structures: int
    structures_chosen: int
    plans: int
    mentions: int
    distinct_files: int
    without_location: int
    files: tuple[PlannedFile, ...]


def plan_reading(
    source: RateSource,
    wanted: Wanted,
    *,
    kinds: Iterable[ListedKind] = tuple(ListedKind),
    strict: bool = False,
    on_bytes: OnBytes | None = None,
) -> ReadingPlan:
    """Read an index once and choose the files.

    A file is chosen where its structure has a plan that is asked for, and nothing says that it is of
    another state. What states no state at all is kept, and says so, unless ``strict``. The network must be
    named in the file's description or name. Files listed under several plans, and addresses that differ
    by their signature only, are one. Raises ``MissingDataError`` where nothing is chosen, with examples of
    what the index does name.
    """
    member = list_members(lambda: source.open(on_bytes), source.name)[0]
    planner = _Planner(wanted, frozenset(kinds), strict=strict)
    header = ContentsHeader()
    for structure in read_contents(member, header):
        planner.see(structure)
    return planner.result(header, source.name)


@lru_cache(maxsize=65_536)
def _mark(location: str) -> bytes:
    """Return eight bytes that stand for an address: an index may list millions."""
    return blake2b(location.encode(), digest_size=8).digest()


class _Planner:
    def __init__(self, wanted: Wanted, kinds: frozenset[ListedKind], *, strict: bool) -> None:
        self._wanted = wanted
        self._state = wanted.state.upper()
        self._kinds = kinds
        self._strict = strict
        self._files: dict[tuple[ListedKind, str], PlannedFile] = {}
        self._of_issuer: set[tuple[ListedKind, str]] = set()
        self._chosen = [0, 0]  # structures that match by the entity only, and by an issuer's name
        self._distinct: set[bytes] = set()
        self._structures = self._plans = self._mentions = self._without = 0
        self._examples: dict[str, None] = {}

    def see(self, structure: Structure) -> None:
        """Count a structure, and keep its files if they are asked for."""
        self._structures += 1
        self._plans += len(structure.plans)
        self._mentions += len(structure.files)
        self._without += structure.without_location
        asked = self._plans_asked(structure)
        by_issuer = bool(self._wanted.payer) and any(
            has_words(plan.issuer, self._wanted.payer) for plan, _ in asked
        )
        states = {plan_state(plan) for plan, _ in asked} if self._state else set()
        used = False
        for file in structure.files:
            location = public_location(file.location)
            self._distinct.add(_mark(location))
            if len(self._examples) < _SHOWN_EXAMPLES and file.kind in self._kinds:
                self._examples.setdefault(file.description or location.rsplit("/", 1)[-1])
            because = self._reasons(file, states) if asked and file.kind in self._kinds else None
            if because is not None:
                used = True
                self._keep(file, location, because, asked)
                if by_issuer:
                    self._of_issuer.add((file.kind, location))
        if used:
            self._chosen[by_issuer] += 1

    def result(self, header: ContentsHeader, name: str) -> ReadingPlan:
        """Return the plan, now that the index has said whose it is."""
        whole = not self._wanted.payer or has_words(header.entity, self._wanted.payer)
        files = [file for key, file in self._files.items() if whole or key in self._of_issuer]
        if whole and self._wanted.payer:
            for file in files:
                file.because = (f"published by {header.entity!r}", *file.because)
        if not files:
            raise self._nothing(header, name)
        files.sort(key=lambda file: (file.kind, file.location))
        return ReadingPlan(
            entity=header.entity,
            version=header.version,
            last_updated_on=header.last_updated_on,
            structures=self._structures,
            structures_chosen=sum(self._chosen) if whole else self._chosen[1],
            plans=self._plans,
            mentions=self._mentions,
            distinct_files=len(self._distinct),
            without_location=self._without,
            files=tuple(files),
        )

    def _plans_asked(self, structure: Structure) -> list[tuple[ListedPlan, str]]:
        if not self._wanted.plan:
            return [(plan, "") for plan in structure.plans or (_NO_PLAN,)]
        reasons = ((plan, plan_reason(plan, self._wanted.plan)) for plan in structure.plans)
        return [(plan, reason) for plan, reason in reasons if reason]

    def _reasons(self, file: ListedFile, plan_states: set[str]) -> tuple[str, ...] | None:
        """Say why a file is chosen besides its plans, or that it is not. Its own words count first."""
        reasons = []
        if self._wanted.network:
            reason = network_reason(file, self._wanted.network)
            if not reason:
                return None
            reasons.append(reason)
        if self._state:
            own = file_states(file)
            if own:
                if self._state not in own:
                    return None
                reasons.append(f"its description or name states {self._state}")
            elif self._state in plan_states:
                reasons.append(f"a plan of {self._state}")
            elif "" in plan_states and not self._strict:
                reasons.append("nothing says its state")
            else:
                return None
        return tuple(reasons)

    def _keep(
        self, file: ListedFile, location: str, because: tuple[str, ...], asked: list[tuple[ListedPlan, str]]
    ) -> None:
        kept = self._files.get((file.kind, location))
        if kept is None:
            states = tuple(sorted(file_states(file)))
            kept = PlannedFile(file.kind, location, file.location, file.description, (), states)
            self._files[file.kind, location] = kept
        elif signature_expiry(file.location) > signature_expiry(kept.url):
            kept.url = file.location
        plan_reasons = tuple(reason for _, reason in asked[:SHOWN_PLANS] if reason)
        kept.because = tuple(dict.fromkeys((*kept.because, *plan_reasons, *because)))[:_SHOWN_REASONS]
        kept.times_listed += 1
        kept.plans += len(asked)
        if len(kept.plan_names) < SHOWN_PLANS:
            names = (*kept.plan_names, *(plan.name for plan, _ in asked[:SHOWN_PLANS] if plan.name))
            kept.plan_names = tuple(dict.fromkeys(names))[:SHOWN_PLANS]

    def _nothing(self, header: ContentsHeader, name: str) -> MissingDataError:
        asked = ", ".join(
            f"{what} {getattr(self._wanted, what)!r}"
            for what in ("payer", "plan", "state", "network")
            if getattr(self._wanted, what)
        )
        return MissingDataError(
            f"{name} lists no file for {asked or 'these kinds'}",
            where=f"{header.entity or 'entity not stated'}: {self._structures} structures, "
            f"{self._plans} plans, {len(self._distinct)} files; "
            f"for example {'; '.join(self._examples) or 'none'}",
            why="a network that only stands inside the files, not in the index, cannot be planned for",
            fix="ask by words that the index uses, or leave a condition out",
        )
