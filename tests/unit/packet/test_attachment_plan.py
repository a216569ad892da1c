"""The attachment plan by payer: what the rulebook says, nothing where it says nothing."""

from datetime import date

import pytest

from unlisted.base.outcome import Available, Unavailable
from unlisted.claim.model import Attachment
from unlisted.coding.payer_check import check_payer
from unlisted.packet.attachment_plan import AttachmentPlan, plan_attachments
from unlisted.rules.given import Given
from unlisted.rules.rulebook import Rulebook
from unlisted.rules.vocabulary import Medium, Timing

ON = date(2026, 9, 16)


def plan(
    rulebook: Rulebook,
    payer: str,
    medium: Medium = Medium.ELECTRONIC,
    site: str = "",
    channel: str = "",
) -> AttachmentPlan:
    given = Given(code="77499", billing_class="professional")
    checked = check_payer(rulebook, payer, given, ON)
    return plan_attachments(checked, "A1", medium=medium, site=site, site_channel=channel)


@pytest.mark.parametrize(
    ("payer", "medium", "when"),
    [
        ("cigna", Medium.ELECTRONIC, Timing.WITH_CLAIM),
        ("aetna", Medium.ELECTRONIC, Timing.ON_REQUEST),
        ("regence", Medium.ELECTRONIC, Timing.ON_REQUEST),
        ("unitedhealthcare", Medium.ELECTRONIC, Timing.ON_REQUEST),
        ("bcbs_massachusetts", Medium.ELECTRONIC, Timing.BY_APPEAL),
        ("bcbs_massachusetts", Medium.PAPER, Timing.WITH_CLAIM),
        ("palmetto", Medium.ELECTRONIC, Timing.ON_REQUEST),
        ("noridian", Medium.ELECTRONIC, Timing.ON_REQUEST),
        ("first_coast", Medium.ELECTRONIC, None),
        ("humana", Medium.ELECTRONIC, None),
        ("florida_blue", Medium.ELECTRONIC, None),
        ("premera", Medium.ELECTRONIC, None),  # "where the list says so": the list was not seen
        ("bcbs_alabama", Medium.ELECTRONIC, None),  # the rule speaks of paper claims
    ],
)
def test_when_documents_go(rulebook: Rulebook, payer: str, medium: Medium, when: Timing | None) -> None:
    found = plan(rulebook, payer, medium)
    if when is None:
        assert isinstance(found.when, Unavailable)
        assert found.attachment is None
        assert found.ask
    else:
        assert isinstance(found.when, Available)
        assert found.when.value is when
        assert found.when.evidence


@pytest.mark.parametrize("payer", ["aetna", "regence", "unitedhealthcare", "bcbs_massachusetts"])
def test_no_document_is_named_where_it_does_not_go_with_the_claim(rulebook: Rulebook, payer: str) -> None:
    assert plan(rulebook, payer).attachment is None


@pytest.mark.parametrize(("payer", "channel"), [("regence", "availity"), ("unitedhealthcare", "portal")])
def test_a_channel_for_requested_documents_is_taken_where_documents_are_requested(
    rulebook: Rulebook, payer: str, channel: str
) -> None:
    found = plan(rulebook, payer)
    assert isinstance(found.channels, Available)
    assert found.channels.value == (channel,)


@pytest.mark.parametrize(
    ("payer", "site"),
    [
        ("cigna", ""),  # documents go with the claim; mail and fax are said of its review only
        ("regence", "with_claim"),
        ("unitedhealthcare", "by_appeal"),
        ("amerihealth_caritas", "on_request"),  # says only how unsolicited documents go
    ],
)
def test_a_channel_for_another_time_is_not_taken(rulebook: Rulebook, payer: str, site: str) -> None:
    found = plan(rulebook, payer, site=site)
    assert isinstance(found.channels, Unavailable)
    assert found.attachment is None


def test_the_question_for_the_channel_is_kept(rulebook: Rulebook) -> None:
    assert any("channel" in ask for ask in plan(rulebook, "cigna").ask)


def test_the_practice_knows_its_channel(rulebook: Rulebook) -> None:
    assert plan(rulebook, "cigna", channel="fax").attachment == Attachment("OZ", "FX", "A1")
    assert plan(rulebook, "cigna", channel="mail").attachment == Attachment("OZ", "BM", "A1")
    assert plan(rulebook, "cigna", channel="portal").attachment is None
    assert plan(rulebook, "cigna", Medium.PAPER, channel="fax").attachment is None


def test_the_practice_goes_before_the_rulebook(rulebook: Rulebook) -> None:
    found = plan(rulebook, "cigna", site="never")
    assert found.by_site
    assert isinstance(found.when, Available)
    assert found.when.value is Timing.NEVER


def test_contradictions_stay_visible(rulebook: Rulebook) -> None:
    assert plan(rulebook, "regence").conflicts
