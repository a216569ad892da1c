"""Literature: chosen by the facts of the episode, only from the rulebook, only what can be looked up."""

from dataclasses import replace

import pytest

from unlisted.episode.episode import Episode
from unlisted.packet.literature import choose_literature, episode_facts, literature_sentences
from unlisted.pipeline.packet_build import BuiltPacket
from unlisted.rules.rulebook import Rulebook
from unlisted.rules.vocabulary import CiteWhen


def chosen(episode: Episode, rulebook: Rulebook) -> list[str]:
    return [item.id for item in choose_literature(episode, rulebook)]


def test_demo_cites_reirradiation_of_limb_sarcoma_and_not_protons(demo: BuiltPacket) -> None:
    found = chosen(demo.case.episode, demo.case.rulebook)
    assert found[0] == "krcek_2025"
    assert {"price_2021", "blay_2017", "salerno_2021"} <= set(found)
    assert not {"guttmann_2017", "paik_2018", "snider_2020", "yock_2021"} & set(found)


def test_an_episode_without_facts_cites_nothing(demo: BuiltPacket) -> None:
    assert chosen(Episode("EMPTY"), demo.case.rulebook) == []


@pytest.mark.parametrize(
    ("change", "lost"),
    [
        ({"prior_courses": (), "reirradiation": Episode("x").reirradiation}, "krcek_2025"),
        ({"physics_consults": ()}, "price_2021"),
        ({"image_guidance": ()}, "wang_2015"),
        ({"tumor_board": Episode("x").tumor_board}, "blay_2017"),
    ],
)
def test_without_its_fact_an_article_is_not_cited(
    demo: BuiltPacket, change: dict[str, object], lost: str
) -> None:
    episode = replace(demo.case.episode, **change)  # type: ignore[arg-type]
    assert lost in chosen(demo.case.episode, demo.case.rulebook)
    assert lost not in chosen(episode, demo.case.rulebook)


def test_each_citation_names_rule_and_record(demo: BuiltPacket) -> None:
    for one in literature_sentences(demo.case.episode, demo.case.rulebook):
        assert one.rules
        assert one.evidence
        assert "doi:" in one.text or "PMID" in one.text


def test_what_may_be_cited_has_sentence_identifier_and_authors(rulebook: Rulebook) -> None:
    citable = [item for item in rulebook.literature if item.cite_when]
    assert citable
    for item in citable:
        assert item.cite_as, item.id
        assert item.identifier, item.id
        assert not item.citation.lower().startswith("author"), item.id


def test_the_limb_is_found_by_word(demo: BuiltPacket) -> None:
    facts = episode_facts(demo.case.episode)
    assert CiteWhen.LIMB in facts
    assert CiteWhen.TRUNK not in facts
