"""A route as plain values: the JSON answer of the command line, and what the desk keeps with a denial."""

from __future__ import annotations

from datetime import date

from unlisted.base.evidence import Citation
from unlisted.base.outcome import Available
from unlisted.denials.route import Level, Route


def route_plain(found: Route, today: date) -> dict[str, object]:
    """Return a route as the JSON answer has it."""
    entry, denied = found.classified.entry, found.denied
    return {
        "carc": denied.reason,
        "rarc": list(denied.remarks),
        "group": denied.group,
        "payer": denied.payer,
        "class": found.classified.denial_class.value,
        "action": found.classified.action.value,
        "appealable": found.appealable,
        "stop_reason": None if found.classified.stop is None else found.classified.stop.value,
        "means": "no entry of the rulebook knows these codes" if entry is None else entry.says,
        "do": "let a person read the notice" if entry is None else entry.do,
        "level": _level_plain(found.level.value, today)
        if isinstance(found.level, Available)
        else found.level,
        "peer_to_peer": found.peer_to_peer.value.says
        if isinstance(found.peer_to_peer, Available)
        else found.peer_to_peer,
        "external_review": found.external_review.value.says
        if isinstance(found.external_review, Available)
        else found.external_review,
        "also": [
            {"class": item.denial_class.value, "action": item.action.value, "means": item.says}
            for item in found.classified.also
        ],
        "rule": "" if entry is None else entry.id,
        "source": [_source(item) for item in found.citations],
    }


def _level_plain(level: Level, today: date) -> dict[str, object]:
    due = level.deadline
    return {
        "number": level.number,
        "name": level.name,
        "says": level.rule.says,
        "due": None if due is None else due.due,
        "state": None if due is None else due.state(today).value,
        "counted_from": None if due is None else due.counted_from,
        "days": None if due is None else due.calendar.value,
        "assumed": "" if due is None else due.assumed,
        "channels": list(level.channels),
        "minimum_amount": level.minimum,
        "rule": level.rule.rule_id,
        "source": [_source(item) for item in level.rule.evidence],
    }


def _source(item: Citation) -> dict[str, object]:
    source = item.source
    return {
        "title": source.title,
        "publisher": source.publisher,
        "url": source.url,
        "published": source.published,
        "locator": item.locator,
    }
