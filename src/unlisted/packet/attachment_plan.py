"""The attachment plan: when documents go to this payer, how, what names them on the claim, what proves it."""

from __future__ import annotations

from dataclasses import dataclass

from unlisted.base.outcome import Answer, Available, Reason, Unavailable
from unlisted.claim.model import Attachment
from unlisted.coding.payer_check import PayerAnswer, PayerCheck, PayerPoint, timing_for
from unlisted.rules.vocabulary import Medium, Timing

SITE_RULE = "practice file: attachments"
_TRANSMISSION = (("fax", "FX"), ("mail", "BM"), ("email", "EM"), ("electronic", "EL"))
SUPPORT_DATA = "OZ"
"""Report type of the whole packet under one control number (PWK01)."""


@dataclass(frozen=True, slots=True)
class AttachmentPlan:
    """What to do with the packet. ``rules`` are those that decided; ``ask`` what nobody answers.

    ``by_site``: the practice's own entry decided. ``attachment`` is the PWK of an electronic claim, ``None``
    where the claim names no document.
    """

    payer: str
    payer_name: str
    medium: Medium
    when: Answer[Timing]
    channels: Answer[tuple[str, ...]]
    documents: tuple[PayerAnswer, ...]
    marking: tuple[PayerAnswer, ...]
    answers: tuple[PayerAnswer, ...]
    rules: tuple[str, ...]
    by_site: bool
    attachment: Attachment | None
    ask: tuple[str, ...]
    conflicts: tuple[str, ...]


def plan_attachments(
    check: PayerCheck,
    control_number: str,
    *,
    medium: Medium = Medium.ELECTRONIC,
    site: str = "",
    site_channel: str = "",
) -> AttachmentPlan:
    """Return the plan for a checked payer; ``site`` and ``site_channel``, the practice's own, go first.

    Without a rule and without a site's way nothing is assumed: ``when`` is unavailable, no document is named
    on the claim, and the question to the payer stands in ``ask``.
    """
    timing, channel = check.point("documentation.timing"), check.point("submission.attachment_channel")
    when, rules = _when(timing, medium, site)
    channels = _channels(channel, when, site_channel)
    ask = tuple(
        point.ask
        for point in (timing, channel)
        if point.ask and not (site if point is timing else site_channel)
    )
    if channel.answers and isinstance(channels, Unavailable):
        ask = (*ask, f"{check.code}: by which channel do documents go? (known: {channel.answers[0].answer})")
    if timing.answers and isinstance(when, Unavailable):
        ask = (
            *ask,
            f"{check.code}: when do documents go for this claim? (known: {timing.answers[0].answer})",
        )
    return AttachmentPlan(
        check.payer,
        check.payer_name,
        medium,
        when,
        channels,
        check.point("documentation.records").answers,
        check.point("documentation.marking").answers,
        (*timing.answers, *channel.answers),
        (*rules, *(item.rule_id for item in channel.answers)),
        bool(site),
        _attachment(when, channels, control_number, medium),
        ask,
        tuple(dict.fromkeys((*timing.conflicts, *channel.conflicts))),
    )


def _when(point: PayerPoint, medium: Medium, site: str) -> tuple[Answer[Timing], tuple[str, ...]]:
    if site:
        return Available(Timing(site)), (SITE_RULE,)
    decided = timing_for(point, medium)
    if decided is not None:
        when, by = decided
        return Available(when, by.citations), (by.rule_id,)
    rules = tuple(item.rule_id for item in point.answers)
    if point.answers:
        return Unavailable(
            Reason.CONFLICTING_SOURCES if len(point.answers) > 1 else Reason.NOT_PUBLISHED,
            f"one time at which documents go; the rule says: {point.answers[0].answer}",
            would_fill="the payer's answer for this line of business",
        ), rules
    if point.unavailable:
        return point.unavailable[0], rules
    return Unavailable(Reason.NOT_SEARCHED, f"when documents go: {point.asks}", would_fill=point.ask), rules


def _channels(point: PayerPoint, when: Answer[Timing], site: str) -> Answer[tuple[str, ...]]:
    """Return the channels for this claim. A rule on documents that go at another time does not answer it."""
    if site:
        return Available((site,))
    at = when.value if isinstance(when, Available) else None
    for item in point.answers:
        if item.channels and not item.only_for and (not item.occasions or at in item.occasions):
            return Available(item.channels, item.citations)
    if point.answers:
        return Unavailable(
            Reason.NOT_PUBLISHED,
            f"a channel for this claim; the rule says: {point.answers[0].answer}",
            would_fill="the payer's attachment page",
        )
    if point.unavailable:
        return point.unavailable[0]
    return Unavailable(Reason.NOT_SEARCHED, f"a channel: {point.asks}", would_fill=point.ask)


def _attachment(
    when: Answer[Timing], channels: Answer[tuple[str, ...]], control_number: str, medium: Medium
) -> Attachment | None:
    """Return PWK for documents sent with an electronic claim whose channel is one PWK02 can name."""
    if medium is Medium.PAPER or not isinstance(when, Available) or when.value is not Timing.WITH_CLAIM:
        return None
    named = channels.value if isinstance(channels, Available) else ()
    way = next((code for channel, code in _TRANSMISSION if channel in named), "")
    return Attachment(SUPPORT_DATA, way, control_number) if way else None
