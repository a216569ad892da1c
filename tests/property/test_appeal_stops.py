"""No letter is ever written where a code stops: drafting itself, over all combinations, paid low or not."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest

from builders.denied_packets import denied_file, draft
from unlisted.denials.appeal.case import AppealCase, Refusal
from unlisted.denials.appeal.letter import appeal_letter
from unlisted.denials.route import Denied, route_denial
from unlisted.packet.letter import Letter
from unlisted.rules.rulebook import Rulebook

STOP_REMARKS = ("MA130", "N704", "N179", "N211")
STOP_REASONS = ("109", "286", "227")


@pytest.fixture(scope="module")
def paid_low(tmp_path_factory: pytest.TempPathFactory) -> AppealCase:
    """Return an appeal that may be drafted, with a low payment: the case most willing to write."""
    folder = tmp_path_factory.mktemp("low")
    drafted = draft(folder, denied_file(folder, "CAS*CO*45*876.14~", "N631", line="100", paid="1100"))
    assert isinstance(drafted.letters[0], Letter)
    return drafted.appeal


def written(appeal: AppealCase, rulebook: Rulebook, reason: str, remarks: tuple[str, ...]) -> object:
    denied = replace(appeal.denied, reason=reason, remarks=remarks)
    route = route_denial(Denied(reason, remarks, "CO"), rulebook, appeal.case.day)
    return appeal_letter(replace(appeal, denied=denied, route=route))


def test_stop_remarks_write_no_letter_beside_any_code(paid_low: AppealCase, rulebook: Rulebook) -> None:
    reasons = sorted({code for item in rulebook.denials for code in item.reasons})
    remarks = ["", *sorted({code for item in rulebook.denials for code in item.remarks})]
    for reason, stop, other in product(reasons, STOP_REMARKS, remarks):
        codes = tuple(code for code in (other, stop) if code)
        assert isinstance(written(paid_low, rulebook, reason, codes), Refusal), (reason, codes)


def test_stop_reasons_write_no_letter_whatever_the_remark(paid_low: AppealCase, rulebook: Rulebook) -> None:
    remarks = sorted({code for item in rulebook.denials for code in item.remarks})
    for reason, remark in product(STOP_REASONS, ["", *remarks]):
        codes = (remark,) if remark else ()
        assert isinstance(written(paid_low, rulebook, reason, codes), Refusal), (reason, codes)


def test_codes_nobody_knows_write_no_letter(paid_low: AppealCase, rulebook: Rulebook) -> None:
    assert isinstance(written(paid_low, rulebook, "999", ()), Refusal)


def test_a_letter_is_written_where_nothing_stops(paid_low: AppealCase, rulebook: Rulebook) -> None:
    assert isinstance(written(paid_low, rulebook, "189", ("N657",)), Letter)
