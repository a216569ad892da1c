"""Gather what decisions and boards are made from: episode, answers, catalogue, tables, own packs."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from unlisted.base.errors import InputError, MissingDataError, UsageError
from unlisted.coding.answers import GivenAnswer
from unlisted.coding.catalogue import Catalogue
from unlisted.episode.episode import Episode
from unlisted.formats.answers import read_answers
from unlisted.formats.catalogue import read_catalogue
from unlisted.pipeline.answer_file import check_episode
from unlisted.pipeline.rulebook import folder_files, packaged_files
from unlisted.pricing.embedded import embedded_tables
from unlisted.pricing.medicare import NATIONAL, Locality
from unlisted.pricing.tables import MedicareTables
from unlisted.rules.rulebook import Rulebook, build_rulebook
from unlisted.rules.strict_yaml import MAX_BYTES

_PLACE = re.compile(r"^(?:([A-Za-z]{2})[:-])?(?:(\d{5})[:-])?([0-9A-Za-z]{1,3})$")
_ZIP = re.compile(r"^\d{5}$")


def read_answers_file(path: Path | None, episode: Episode) -> tuple[GivenAnswer, ...]:
    """Return the answers of a file; none where no file is given.

    Raises ``UsageError`` for answers that were given for another episode.
    """
    if path is None:
        return ()
    kept = read_answers(path.name, _bytes(path))
    check_episode(path, kept.episode, episode)
    return kept.given


def read_catalogue_file(path: Path) -> Catalogue:
    """Return the service catalogue of a file."""
    return read_catalogue(path.name, _bytes(path))


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise InputError(f"{path} cannot be read ({error.strerror})", fix="check the path") from error


def medicare_tables(rulebook: Rulebook, store: Path | None = None) -> MedicareTables:
    """Return the embedded tables, below those the user loaded."""
    codes = sorted(rulebook.codes)
    tables = embedded_tables(rulebook, codes)
    if store is None:
        return tables
    from unlisted.pipeline.medicare_tables import read_medicare_tables  # noqa: PLC0415 - loads only when used

    return read_medicare_tables(store, codes).over(tables)


def has_all_pairs(store: Path | None) -> bool:
    """Say whether the user loaded the published table of code pairs."""
    if store is None:
        return False
    from unlisted.pipeline.medicare_store import list_tables  # noqa: PLC0415 - loads only when used

    return any(table.kind == "ncci" for table in list_tables(store))


def with_contract(folder: Path) -> tuple[Rulebook, frozenset[str]]:
    """Lay a site's own packs over the packaged rulebook; return it with the ids of those packs.

    A file may not stand in for a packaged one: a contract overrides by answering, not by hiding.
    """
    public, own = packaged_files(), folder_files(folder)
    both = sorted(set(public) & set(own))
    if both:
        raise UsageError(
            f"{both[0]} would replace a packaged file",
            why="the public rule has to stay visible beside the contract",
            fix="give the file its own name, for example payers/aetna/contract.yaml",
        )
    rulebook = build_rulebook({**public, **own})
    return rulebook, frozenset(path.removesuffix(".yaml").replace("/", ".") for path in own)


def date_of_service(episode: Episode, given: date | None) -> date:
    """Return the day asked for, or the last day something was delivered."""
    if given is not None:
        return given
    if episode.treatment_days:
        return episode.treatment_days[-1]
    raise UsageError(
        "the episode has no treatment day, so no date of service",
        why="the day decides the code set",
        fix="add --as-of YYYY-MM-DD",
    )


def find_locality(text: str, tables: MedicareTables, on: date) -> Locality:
    """Return a locality by ``STATE:NUMBER`` (or part of its name); national where the text is empty."""
    if not text:
        return NATIONAL
    there = tables.localities_on(on)
    if not there:
        raise MissingDataError(
            f"no payment localities for {on}",
            why="a price needs the indices of its year",
            fix="load them: unlisted data load gpci FILE, and add --store DIR",
        )
    match = _PLACE.match(text.strip())
    found = [
        item
        for item in there
        if (match and item.locality == match[3] and match[1] in (None, item.state, item.state.lower()))
        and (match[2] is None or item.contractor_number == match[2])
    ] or [item for item in there if text.lower() in item.name.lower()]
    if len(found) != 1:
        shown = ", ".join(f"{x.state}:{x.locality} {x.name}" for x in found[:6]) or "none"
        raise UsageError(
            f"{text!r} names {len(found)} localities: {shown}",
            why="the price depends on it",
            fix="write STATE:NUMBER, for example MA:01",
        )
    return found[0]


def locality_of_zip(zip_code: str, store: Path | None, tables: MedicareTables, on: date) -> Locality:
    """Return the locality of a five-digit ZIP code, from the loaded ZIP table."""
    if not _ZIP.match(zip_code):
        raise UsageError(f"{zip_code!r} is no five-digit ZIP code", fix="write for example 02115")
    if store is None:
        raise MissingDataError(
            "no ZIP table is loaded",
            fix="load it (unlisted data load zip FILE) and add --store DIR, or use --locality",
        )
    from unlisted.pipeline.medicare_store import read_rows  # noqa: PLC0415 - loads only when used

    rows = list(read_rows(store, "zip", {"zip_code": {zip_code}}))
    places = {(row.state, row.contractor_number, row.locality) for row in rows}
    if len(places) != 1 or any(row.needs_plus_four for row in rows):
        raise UsageError(
            f"{zip_code} lies in {len(places)} localities or needs nine digits",
            why="the price depends on it",
            fix="use --locality STATE:NUMBER",
        )
    ((_, contractor, number),) = places
    for item in tables.localities_on(on):
        if (item.contractor_number, item.locality) == (contractor, number):
            return item
    raise MissingDataError(f"no indices of locality {number} of contractor {contractor} for {on}")
