"""The table of contents of a payer, both schema generations, and the plan of what to read."""

from __future__ import annotations

import gzip
import io
import json
from pathlib import Path
from typing import Any

import pytest

from builders.loopback import loopback
from builders.rate_files import member
from unlisted.base.errors import BrokenFileError, MissingDataError, UnsupportedFormatError, UsageError
from unlisted.formats.tic.contents import ContentsHeader, ListedKind, ListedPlan, read_contents
from unlisted.pipeline.contents import ReadingPlan, plan_reading
from unlisted.pipeline.contents_match import Wanted, plan_state, text_states
from unlisted.pipeline.rate_source import DiskSource, RemoteSource


def structure(plans: list[dict[str, Any]], *files: str, allowed: str = "", **more: Any) -> dict[str, Any]:
    made: dict[str, Any] = {"reporting_plans": plans}
    made["in_network_files"] = [
        {"description": text.split("|")[0], "location": text.split("|")[1]} for text in files
    ]
    if allowed:
        made["allowed_amount_file"] = {"description": "allowed", "location": allowed}
    return made | more


def plan(name: str = "Gold", id: str = "12345TX0010001", **more: Any) -> dict[str, Any]:  # noqa: A002
    return {"plan_name": name, "plan_id_type": "HIOS", "plan_id": id, "plan_market_type": "group"} | more


def index(*structures: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "reporting_entity_name": "Example Health",
        "reporting_entity_type": "health insurance issuer",
        "reporting_structure": list(structures),
        "version": "1.0.0",
    } | more


def chosen(tmp_path: Path, content: Any, **asked: Any) -> ReadingPlan:
    path = tmp_path / "index.json.gz"
    path.write_bytes(gzip.compress(json.dumps(content).encode()))
    wanted = {name: asked.pop(name) for name in ("payer", "plan", "state", "network") if name in asked}
    return plan_reading(DiskSource(path), Wanted(**wanted), **asked)


def locations(made: ReadingPlan) -> list[str]:
    return [file.location.rsplit("/", 1)[-1] for file in made.files]


TEXAS, OHIO, EMPLOYER = (
    plan(),
    plan("Silver", "12345OH0010001"),
    plan("Acme PPO", "12-3456789", plan_id_type="EIN"),
)
THREE = index(
    structure([TEXAS], "PPO|https://h/a.json.gz", "Shared|https://h/s.json.gz", allowed="https://h/x.json"),
    structure([OHIO], "PPO|https://h/b.json.gz", "Shared|https://h/s.json.gz"),
    structure([EMPLOYER], "Choice Plus|https://h/c.json.gz"),
)


def test_every_listed_file_is_read_once(tmp_path: Path) -> None:
    made = chosen(tmp_path, THREE)
    assert locations(made) == ["x.json", "a.json.gz", "b.json.gz", "c.json.gz", "s.json.gz"]
    assert (made.structures, made.plans, made.mentions, made.distinct_files) == (3, 3, 6, 5)
    shared = made.files[-1]
    assert (shared.times_listed, shared.plans, shared.plan_names) == (2, 2, ("Gold", "Silver"))
    assert locations(chosen(tmp_path, THREE, kinds=[ListedKind.ALLOWED_AMOUNTS])) == ["x.json"]


@pytest.mark.parametrize(
    ("asked", "files", "reason"),
    [
        ("12345OH0010001", ["b.json.gz", "s.json.gz"], "plan id 12345OH0010001"),
        ("12345OH", ["b.json.gz", "s.json.gz"], "plan id 12345OH0010001 begins with 12345OH"),
        ("123456789", ["c.json.gz"], "plan id 12-3456789"),
        ("acme ppo", ["c.json.gz"], "plan 'Acme PPO'"),
        ("silver", ["b.json.gz", "s.json.gz"], "plan 'Silver'"),
    ],
)
def test_a_plan_by_id_or_name(tmp_path: Path, asked: str, files: list[str], reason: str) -> None:
    made = chosen(tmp_path, THREE, plan=asked)
    assert locations(made) == files
    assert all(reason in file.because for file in made.files)
    assert made.structures_chosen == 1


def test_a_name_is_matched_by_whole_words(tmp_path: Path) -> None:
    with pytest.raises(MissingDataError):
        chosen(tmp_path, THREE, plan="acm")


def test_a_state_by_plan_id_and_by_the_files_own_words(tmp_path: Path) -> None:
    content = index(
        structure(
            [TEXAS], "PPO|https://h/a.json.gz", "Ohio wrap|https://h/o.json.gz", "X|https://h/x_TX_1.json"
        ),
        structure([OHIO], "PPO|https://h/b.json.gz", "Texas network|https://h/t.json.gz"),
        structure([EMPLOYER], "National|https://h/n.json.gz"),
    )
    made = chosen(tmp_path, content, state="tx")
    why = {file.location.rsplit("/", 1)[-1]: file.because for file in made.files}
    assert why == {
        "a.json.gz": ("a plan of TX",),
        "n.json.gz": ("nothing says its state",),
        "t.json.gz": ("its description or name states TX",),
        "x_TX_1.json": ("its description or name states TX",),
    }
    assert "n.json.gz" not in locations(chosen(tmp_path, content, state="TX", strict=True))


@pytest.mark.parametrize(
    ("text", "states"),
    [
        ("Blue Cross of West Virginia", {"WV"}),
        ("Virginia PPO", {"VA"}),
        ("in-network rates or more", set()),
        ("IN network", set()),
        ("2026-01_IN_ppo.json", {"IN"}),
        ("PPO-TX.json.gz", {"TX"}),
        ("TXT notes", set()),
        ("North Carolina and South Carolina", {"NC", "SC"}),
    ],
)
def test_states_in_a_text(text: str, states: set[str]) -> None:
    assert text_states(text) == states


def test_a_network_by_description_or_file_name(tmp_path: Path) -> None:
    assert locations(chosen(tmp_path, THREE, network="choice plus")) == ["c.json.gz"]
    assert locations(
        chosen(
            tmp_path,
            index(structure([TEXAS], "in-network|https://h/2026_Blue-Choice.json")),
            network="blue choice",
        )
    ) == ["2026_Blue-Choice.json"]
    with pytest.raises(MissingDataError) as caught:
        chosen(tmp_path, THREE, network="choice minus")
    assert "Choice Plus" in caught.value.where


def test_a_payer_by_entity_or_issuer_wherever_the_entity_stands(tmp_path: Path) -> None:
    one = structure([plan(issuer_name="Blue of Here")], "P|https://h/a.json")
    two = structure([plan(issuer_name="Other")], "P|https://h/b.json")
    late = {"reporting_structure": [one, two], "reporting_entity_name": "Holding"}
    assert locations(chosen(tmp_path, late, payer="blue")) == ["a.json"]
    assert locations(chosen(tmp_path, late, payer="holding")) == ["a.json", "b.json"]
    with pytest.raises(MissingDataError):
        chosen(tmp_path, late, payer="elsewhere")


def test_all_conditions_must_hold(tmp_path: Path) -> None:
    assert locations(chosen(tmp_path, THREE, plan="gold", network="shared", state="TX", payer="example")) == [
        "s.json.gz"
    ]


def test_addresses_that_differ_by_signature_are_one_and_the_latest_is_fetched(tmp_path: Path) -> None:
    signed = [
        f"https://h/a.json.gz?part=1&Expires={ends}&Signature=s{ends}&Key-Pair-Id=K" for ends in (20, 100, 3)
    ]
    made = chosen(tmp_path, index(*(structure([TEXAS], f"P|{url}") for url in signed)))
    (file,) = made.files
    assert file.location == "https://h/a.json.gz?part=1"
    assert file.url == signed[1]
    tokens = [f"P|https://h/get?token={letter}" for letter in "ab"]
    assert len(chosen(tmp_path, index(structure([TEXAS], *tokens))).files) == 2


@pytest.mark.parametrize(
    "more",
    [
        {"reporting_structure": structure([TEXAS], "P|https://h/a.json")},
        {"reporting_structure": [structure([TEXAS], "P|https://h/a.json", allowed_amount_file=None)]},
        {"reporting_structure": [structure([TEXAS], "P|https://h/a.json", "|")]},
        {
            "reporting_structure": [
                {**structure([TEXAS]), "in_network_files": {"location": "https://h/a.json"}}
            ]
        },
        {"reporting_structure": [structure([], "P|https://h/a.json")]},
    ],
)
def test_what_publishers_do_to_the_form(tmp_path: Path, more: dict[str, Any]) -> None:
    assert locations(chosen(tmp_path, index() | more)) == ["a.json"]


@pytest.mark.real_data
def test_both_examples_of_the_agency(shared_data: Path) -> None:
    for version, issuer in (("v1.6.1", ""), ("v2.1.0", "CMS")):
        folder = shared_data / "rates" / "cms-tic-examples" / version
        source = DiskSource(folder / "table-of-contents__table-of-contents-sample.json")
        made = plan_reading(source, Wanted(plan="3333333333"))
        assert locations(made) == ["chip-allowed-amount-file.json", "chip-in-network-file.json"]
        assert (made.structures, made.plans, made.distinct_files) == (2, 3, 5)
        if issuer:
            assert len(plan_reading(source, Wanted(payer=issuer)).files) == 5


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b'{"in_network": []}', UnsupportedFormatError),
        (b"code,price\n", UnsupportedFormatError),
        (b'{"reporting_structure": [{"reporting_plans": []', BrokenFileError),
        (b'{"reporting_structure": "x"}', UnsupportedFormatError),
        (b"", BrokenFileError),
    ],
)
def test_what_is_no_index_says_so(tmp_path: Path, content: bytes, error: type[Exception]) -> None:
    (tmp_path / "index.json").write_bytes(content)
    with pytest.raises(error):
        plan_reading(DiskSource(tmp_path / "index.json"), Wanted())


def test_a_state_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        Wanted(state="ZZ")


def test_an_index_on_the_network(tmp_path: Path) -> None:
    with loopback() as server:
        server.add("/index.json.gz", gzip.compress(json.dumps(THREE).encode()), cuts=[50])
        source = RemoteSource(server.url("/index.json.gz"), sleep=lambda _: None)
        assert len(plan_reading(source, Wanted()).files) == 5


def test_the_reader_keeps_one_structure_at_a_time(tmp_path: Path) -> None:
    """Structures are yielded while the file is read, not after it."""
    good = json.dumps(index(structure([TEXAS], "P|https://h/a.json")))
    cut = io.BytesIO(good.replace("]}]", "]}, {").encode()).getvalue()
    structures = read_contents(member(cut, 16), ContentsHeader())
    assert next(structures).files[0].location == "https://h/a.json"
    with pytest.raises(BrokenFileError):
        list(structures)


def test_plan_states() -> None:
    assert plan_state(ListedPlan("x", "12345TX0010001", "hios", "")) == "TX"
    assert plan_state(ListedPlan("Ohio Gold", "12345", "hios", "")) == "OH"
    assert plan_state(ListedPlan("Gold", "123456789", "ein", "")) == ""
