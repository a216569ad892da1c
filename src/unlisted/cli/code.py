"""``unlisted code``: is it unlisted, what is it like, what is it worth, what does the payer want."""

from __future__ import annotations

import os
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from unlisted.base.dates import parse_day
from unlisted.base.errors import UsageError
from unlisted.base.money import parse_decimal
from unlisted.cli.output import as_of_day, print_data, print_json

if TYPE_CHECKING:
    from unlisted.coding.answers import GivenAnswer
    from unlisted.coding.decision import Decision
    from unlisted.coding.request import Request, Stage
    from unlisted.episode.episode import Episode
    from unlisted.pricing.fee import StatedPercent
    from unlisted.pricing.medicare import Locality
    from unlisted.pricing.tables import MedicareTables
    from unlisted.rules.rulebook import Rulebook

app = typer.Typer(
    no_args_is_help=True, help="Decide on the code, compare, check the payer and the catalogue."
)

_FILES = typer.Argument(..., metavar="FILE…", help="An imported episode (JSON), or the records themselves.")
_AS_OF = typer.Option(
    "", "--as-of", help="Date of service (YYYY-MM-DD); the last treatment day where absent."
)
_STAGE = typer.Option("management", "--stage", help="management, planning, physics, brachytherapy.")
_SETTING = typer.Option("", "--setting", help="Place: office, freestanding_center, outpatient_hospital …")
_CLASS = typer.Option("", "--billing-class", help="professional or institutional.")
_ANSWERS = typer.Option(None, "--answers", help="File of answers to open questions (YAML).")
_STORE = typer.Option(None, "--store", help="Folder of loaded Medicare tables; else UNLISTED_STORE.")
_JSON = typer.Option(False, "--json", help="Answer in JSON (schema: src/unlisted/coding/schema).")
_BOOK = typer.Option(None, "--rulebook", help="Folder of another rulebook.")


@app.callback()
def code() -> None:
    """Decide whether a listed code fits, find comparators, and check the payer."""


@app.command()
def decide(
    paths: list[Path] = _FILES,
    as_of: str = _AS_OF,
    stage: str = _STAGE,
    setting: str = _SETTING,
    billing_class: str = _CLASS,
    answers: Path | None = _ANSWERS,
    also: list[str] = typer.Option([], "--also", help="A code that stands on the same date; repeat."),
    units: int = typer.Option(1, "--units", min=1, help="Units of the unlisted code asked for."),
    billed: int | None = typer.Option(None, "--billed", min=0, help="Units of 77427 billed before."),
    book: Path | None = _BOOK,
    store: Path | None = _STORE,
    show_all: bool = typer.Option(False, "--all", help="Show every code considered."),
    as_json: bool = _JSON,
) -> None:
    """Say which code the record supports: listed, unlisted, or hold with the question to answer."""
    from unlisted.cli.code_text import decision_text
    from unlisted.coding.request import Request
    from unlisted.pipeline.coding_data import decision_data

    request = Request(
        _stage(stage), _setting(setting), _billing_class(billing_class), units, billed, _codes(also)
    )
    found = _decide(paths, as_of, request, answers, book, store)[0]
    if as_json:
        print_json(decision_data(found))
    else:
        print_data(decision_text(found, show_all=show_all))


@app.command()
def compare(
    paths: list[Path] = _FILES,
    comparator: list[str] = typer.Option([], "--comparator", help="A listed code; two to four, repeat."),
    unlisted_code: str = typer.Option("77499", "--code", help="The unlisted code."),
    as_of: str = _AS_OF,
    locality: str = typer.Option("", "--locality", help="STATE:NUMBER, or a part of the locality's name."),
    zip_code: str = typer.Option("", "--zip", help="ZIP code of the place of service (needs --store)."),
    setting: str = _SETTING,
    percent: str = typer.Option("", "--percent", help="Judgement on the whole, per cent more than one."),
    against: str = typer.Option("", "--against", help="The comparator judged; the first where absent."),
    dimension: list[str] = typer.Option(
        [], "--dimension", help="NAME=PERCENT:REASON for time, technique, intensity …; repeat."
    ),
    activity: list[str] = typer.Option(
        [], "--activity", help="An activity of the time log that stands apart from the listed codes; repeat."
    ),
    reason: str = typer.Option("", "--reason", help="Why: one sentence from the record."),
    person: str = typer.Option("", "--by", help="Who judges (name)."),
    role: str = typer.Option("radiation_oncologist", "--role", help="In which role."),
    fee: list[str] = typer.Option([], "--practice-fee", help="CODE=AMOUNT, the practice's own fee; repeat."),
    services: Path | None = typer.Option(None, "--services", help="Service catalogue (YAML)."),
    service: str = typer.Option("", "--service", help="Id of the service in the catalogue."),
    description: str = typer.Option("", "--description", help="Description, where no catalogue is given."),
    payer_name: str = typer.Option("", "--payer", help="Payer id, for the practice's own outcomes."),
    outcomes: Path | None = typer.Option(None, "--outcomes", help="Outcome log; else UNLISTED_OUTCOMES."),
    answers: Path | None = _ANSWERS,
    book: Path | None = _BOOK,
    store: Path | None = _STORE,
    as_json: bool = _JSON,
) -> None:
    """Put comparators side by side: relative values, time and effort, the fee that follows."""
    from unlisted.cli.code_text import board_text
    from unlisted.coding.request import HOSPITAL_SETTINGS, UNLISTED_OF, Request
    from unlisted.pipeline.coding_data import board_data
    from unlisted.pipeline.coding_inputs import read_catalogue_file
    from unlisted.pipeline.outcome_log import OutcomeLog
    from unlisted.pricing.comparator import Asked, build_board, default_comparators

    decision, episode, rulebook, tables = _decide(
        paths, as_of, Request(setting=_setting(setting)), answers, book, store
    )
    if services is not None and service:
        named = read_catalogue_file(services).service(service)
        unlisted_code, description = named.code, description or named.description
        comparator = comparator or [named.comparator]
    chosen = _codes(comparator)
    if len(chosen) < 2:
        rest = default_comparators(unlisted_code, decision.codes, rulebook)
        chosen = tuple(dict.fromkeys((*chosen, *rest)))[:3]
    asked = Asked(
        unlisted_code,
        decision.on,
        chosen,
        _locality(locality, zip_code, _store(store), tables, decision.on),
        facility=setting in HOSPITAL_SETTINGS,
        description=description,
        service=service,
        payer=rulebook.payer(payer_name).id if payer_name else "",
        judged=_judged(
            _codes([against or chosen[0]])[0], percent, reason, dimension, person, role, decision.on
        ),
        activities=tuple(activity),
        reported=tuple(item for item in decision.codes if item not in UNLISTED_OF.values()),
        practice_fees=tuple(_practice_fee(item) for item in fee),
    )
    place = os.environ.get("UNLISTED_OUTCOMES")
    log = outcomes or (Path(place) if place else None)
    board = build_board(episode, asked, rulebook, tables, OutcomeLog(log).outcomes() if log else ())
    if as_json:
        print_json(board_data(board))
    else:
        print_data(board_text(board))


@app.command()
def payer(
    payer_name: str = typer.Argument(..., metavar="PAYER", help="Payer id, name or alias."),
    billing_code: str = typer.Option("77499", "--code", help="Code of the line."),
    as_of: str = typer.Option("", "--as-of", help="Day to answer for (YYYY-MM-DD); today where absent."),
    setting: str = _SETTING,
    billing_class: str = _CLASS,
    line_of_business: str = typer.Option("", "--line-of-business", help="commercial, medicare_advantage …"),
    state: str = typer.Option("", "--state", help="State of the plan or practice, for example TX."),
    description: str = typer.Option("", "--description", help="The description, to check it."),
    document: list[str] = typer.Option([], "--document", help="A document at hand, by its slug; repeat."),
    contract: Path | None = typer.Option(None, "--contract", help="Folder of the site's own rule packs."),
    as_json: bool = _JSON,
) -> None:
    """Say what this payer wants for the line on this day, and what to ask where nobody knows."""
    from unlisted.cli.code_text import payer_text
    from unlisted.coding.payer_check import check_payer
    from unlisted.pipeline.coding_data import payer_data
    from unlisted.pipeline.coding_inputs import with_contract
    from unlisted.pipeline.rulebook import load_rulebook
    from unlisted.rules.given import Given

    rulebook, own = with_contract(contract) if contract else (load_rulebook(), frozenset[str]())
    given = Given(
        code=_codes([billing_code])[0],
        billing_class=_billing_class(billing_class) or None,
        setting=_setting(setting) or None,
        line_of_business=line_of_business or None,
        state=state.strip().upper() or None,
        description=description or None,
        documents=tuple(document) or None,
    )
    found = check_payer(rulebook, payer_name, given, as_of_day(as_of), contract_packs=own)
    if as_json:
        print_json(payer_data(found))
    else:
        print_data(payer_text(found))


@app.command()
def services(
    path: Path = typer.Argument(..., metavar="FILE", help="Service catalogue (YAML)."),
    as_of: str = typer.Option("", "--as-of", help="Day to check for (YYYY-MM-DD); today where absent."),
    as_json: bool = _JSON,
) -> None:
    """Check the practice's own service catalogue: descriptions, comparators, fees, review dates."""
    from unlisted.cli.code_text import catalogue_text
    from unlisted.coding.catalogue import check_catalogue
    from unlisted.pipeline.coding_inputs import read_catalogue_file
    from unlisted.pipeline.rulebook import load_rulebook

    catalogue = read_catalogue_file(path)
    found = check_catalogue(catalogue, load_rulebook(), as_of_day(as_of))
    if as_json:
        print_json({"kind": "unlisted-service-catalogue/1", "catalogue": catalogue, "findings": found})
    else:
        print_data(catalogue_text(catalogue, found))


@app.command()
def answer(
    paths: list[Path] = _FILES,
    question: str = typer.Option(..., "--question", help="The question's name, as the decision shows it."),
    word: str = typer.Option(..., "--answer", help="yes, no, or a whole number."),
    person: str = typer.Option(..., "--by", help="Who answers (name)."),
    role: str = typer.Option(..., "--role", help="In which role, for example radiation_oncologist."),
    says: str = typer.Option("", "--says", help="One sentence from the record."),
    answers: Path = typer.Option(..., "--answers", help="File the answer is kept in (YAML)."),
    stage: str = _STAGE,
    on: str = typer.Option("", "--on", help="Day of the answer (YYYY-MM-DD); today where absent."),
    as_of: str = _AS_OF,
    as_json: bool = _JSON,
) -> None:
    """Keep a person's answer to an open question, with name, role and day, and decide again."""
    from unlisted.cli.code_answer import given_answer
    from unlisted.cli.code_text import answered_text
    from unlisted.coding.request import Request
    from unlisted.pipeline.answer_file import keep_answer
    from unlisted.pipeline.coding_data import decision_data
    from unlisted.pipeline.episode_import import import_episode

    given = given_answer(question, word, person, role, as_of_day(on), says)
    keep_answer(answers, import_episode(paths), given)
    found = _decide(paths, as_of, Request(_stage(stage)), answers, None, None)[0]
    if as_json:
        print_json(decision_data(found))
    else:
        print_data(answered_text(found, given, answers.name))


def _decide(
    paths: list[Path],
    as_of: str,
    request: Request,
    answers: Path | None,
    book: Path | None,
    store: Path | None,
) -> tuple[Decision, Episode, Rulebook, MedicareTables]:
    from unlisted.coding.decide import decide as decide_episode
    from unlisted.coding.decision_rules import decision_rules
    from unlisted.pipeline.coding_inputs import (
        date_of_service,
        has_all_pairs,
        medicare_tables,
        read_answers_file,
    )
    from unlisted.pipeline.episode_import import import_episode
    from unlisted.pipeline.rulebook import load_rulebook
    from unlisted.pricing.edit_tables import edit_tables

    rulebook = load_rulebook(book)
    episode = import_episode(paths)
    on = date_of_service(episode, parse_day(as_of) if as_of else None)
    tables = medicare_tables(rulebook, _store(store))
    given: tuple[GivenAnswer, ...] = read_answers_file(answers, episode)
    edits = edit_tables(tables, complete=has_all_pairs(_store(store)))
    found = decide_episode(episode, decision_rules(rulebook, on), request, edits, given)
    return found, episode, rulebook, tables


def _store(store: Path | None) -> Path | None:
    named = os.environ.get("UNLISTED_STORE")
    return store or (Path(named) if named else None)


def _codes(texts: list[str]) -> tuple[str, ...]:
    from unlisted.base.codes import BillingCode

    return tuple(str(BillingCode(text)) for text in texts)


def _stage(text: str) -> Stage:
    from unlisted.coding.request import UNLISTED_OF, Stage

    if text not in {item.value for item in UNLISTED_OF}:
        raise UsageError(
            f"{text!r} is no stage of care", fix="use management, planning, physics or brachytherapy"
        )
    return Stage(text)


def _setting(text: str) -> str:
    from unlisted.coding.request import SETTINGS

    if text and text not in SETTINGS:
        raise UsageError(f"{text!r} is no place known here", fix=f"use one of: {', '.join(SETTINGS)}")
    return text


def _billing_class(text: str) -> str:
    if text and text not in {"professional", "institutional"}:
        raise UsageError(f"{text!r} is no billing class", fix="use professional or institutional")
    return text


def _locality(text: str, zip_code: str, store: Path | None, tables: MedicareTables, on: date) -> Locality:
    from unlisted.pipeline.coding_inputs import find_locality, locality_of_zip

    if text and zip_code:
        raise UsageError("--locality and --zip exclude each other", fix="give one of them")
    return locality_of_zip(zip_code, store, tables, on) if zip_code else find_locality(text, tables, on)


def _practice_fee(text: str) -> tuple[str, Decimal]:
    code_text, _, amount = text.partition("=")
    value = parse_decimal(amount)
    if value is None or value <= 0:
        raise UsageError(f"{text!r} is no fee", fix="write for example 77427=450.00")
    return _codes([code_text])[0], value


def _judged(
    comparator: str, percent: str, reason: str, dimensions: list[str], person: str, role: str, on: date
) -> tuple[StatedPercent, ...]:
    from unlisted.pricing.comparator_dimensions import Dimension
    from unlisted.pricing.fee import StatedPercent

    if (percent or dimensions) and not person.strip():
        raise UsageError("a judgement needs a name", why="a person answers for it", fix="add --by NAME")
    found = []
    if percent:
        found.append(StatedPercent(comparator, "", _percent(percent), reason, person, role, on))
    for text in dimensions:
        name, _, rest = text.partition("=")
        number, _, why = rest.partition(":")
        if name not in list(Dimension):
            raise UsageError(f"{name!r} is no dimension", fix=f"use one of: {', '.join(Dimension)}")
        found.append(StatedPercent(comparator, name, _percent(number), why, person, role, on))
    return tuple(found)


def _percent(text: str) -> Decimal:
    value = parse_decimal(text.removesuffix("%"))
    if value is None:
        raise UsageError(f"{text!r} is no percentage", fix="write for example 40 or -10")
    return value
