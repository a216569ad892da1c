"""Profile validation on published examples: no false alarm, broken ones rejected, mutations caught."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from builders.fhir_examples import DEFECTS, is_closed, lookup_in, official_examples
from builders.fhir_mutations import Mutation, mutations
from unlisted.formats.fhir.profiles import Definitions, check_exchange, validate
from unlisted.pipeline.fhir_packages import read_packages

pytestmark = pytest.mark.real_data
ROOT = Path(__file__).resolve().parents[1]
PAS_201, PAS_221 = "hl7.fhir.us.davinci-pas@2.0.1", "hl7.fhir.us.davinci-pas@2.2.1"
DTR = "hl7.fhir.us.davinci-dtr@2.0.1"
SUBSCRIPTION = "http://hl7.org/fhir/us/davinci-pas/StructureDefinition/profile-subscription"


@pytest.fixture(scope="module")
def definitions(shared_data: Path) -> Definitions:
    """Return the definitions of all published packages at hand."""
    return read_packages(shared_data / "fhir" / "packages")


@pytest.fixture(scope="module")
def examples(shared_data: Path) -> list[tuple[str, str, Any]]:
    """Return every official example with its package."""
    return list(official_examples(shared_data / "fhir"))


@pytest.fixture
def inferno(shared_data: Path) -> Callable[[str], Any]:
    """Return a reader of the test kits' fixtures."""
    return lambda name: json.loads((shared_data / "fhir" / "examples" / "inferno" / name).read_bytes())


def test_no_official_example_gives_a_false_alarm(
    definitions: Definitions, examples: list[tuple[str, str, Any]]
) -> None:
    """Every error must stand in ``tests/spec/fhir/official_departures.yaml``, at its element and no other."""
    alarms = {}
    for package, name, resource in examples:
        found = validate(resource, definitions, package=package)
        if found.errors:
            alarms[package, name] = [(issue.rule, issue.location) for issue in found.errors]
    assert len(examples) == 795
    table = yaml.safe_load((ROOT / "spec" / "fhir" / "official_departures.yaml").read_text(encoding="utf-8"))
    assert alarms == {(row["package"], row["file"]): [(row["rule"], row["element"])] for row in table}


def test_most_examples_are_checked_against_a_guide_and_not_only_the_base(
    definitions: Definitions, examples: list[tuple[str, str, Any]]
) -> None:
    checked = [validate(resource, definitions, package=package) for package, _, resource in examples]
    by_guide = [found for found in checked if any("/us/" in profile for profile in found.profiles)]
    assert len(by_guide) > 600
    assert sum(found.invariants for found in checked) > 8000


@pytest.mark.parametrize(
    ("name", "package", "profile", "rule"),
    [
        ("pas/nonconformant_pas_bundle_v110.json", PAS_201, "", "cardinality"),
        ("pas/nonconformant_pas_bundle_v110.json", PAS_221, "", "invariant"),
        ("pas/invalid_first_entry_response_bundle.json", PAS_221, "", "invariant"),
        ("pas/pa_response_bundle_missing_elements.json", PAS_201, "", "cardinality"),
        ("pas/PAS_Subscription_example_bad_topic_and_criteria.json", PAS_221, SUBSCRIPTION, "pattern"),
        ("pas/PAS_Subscription_example_v221_bad.json", PAS_221, SUBSCRIPTION, "pattern"),
        ("dtr/questionnaire_response_incorrect_origin.json", DTR, "", "invariant"),
    ],
)
def test_broken_fixtures_are_rejected(
    definitions: Definitions,
    inferno: Callable[[str], Any],
    name: str,
    package: str,
    profile: str,
    rule: str,
) -> None:
    found = validate(inferno(name), definitions, package=package, profiles=[profile] if profile else ())
    assert rule in {issue.rule for issue in found.errors}


@pytest.mark.parametrize(
    "name",
    [
        "pas/PAS_Subscription_example_full_resource.json",
        "pas/PAS_Subscription_example_id_only.json",
        "pas/PAS_Subscription_example_v221_good.json",
    ],
)
def test_the_sound_subscriptions_pass_the_same_profile(
    definitions: Definitions, inferno: Callable[[str], Any], name: str
) -> None:
    assert validate(inferno(name), definitions, package=PAS_221, profiles=[SUBSCRIPTION]).is_valid


@pytest.mark.parametrize(
    "name",
    [
        "invalid_first_entry_response_bundle.json",
        "missing_referenced_resource_request_bundle.json",
        "missing_referenced_resource_response_bundle.json",
    ],
)
def test_bundles_broken_for_exchange_are_rejected(inferno: Callable[[str], Any], name: str) -> None:
    assert check_exchange(inferno(f"pas/{name}"))


@pytest.mark.parametrize(
    "name",
    [
        "conformant_pas_bundle_v110.json",
        "conformant_pas_bundle_v110_uuid.json",
        "valid_pa_response_bundle.json",
        "valid_pa_response_bundle_denial.json",
        "valid_pa_inquire_response_bundle.json",
    ],
)
def test_sound_bundles_pass_the_exchange_rules(inferno: Callable[[str], Any], name: str) -> None:
    assert check_exchange(inferno(f"pas/{name}")) == ()


@pytest.mark.parametrize(
    "name",
    [
        "valid_pa_response_bundle.json",
        "valid_pa_response_bundle_denial.json",
        "valid_pa_inquire_response_bundle.json",
    ],
)
def test_the_two_versions_of_one_guide_stand_side_by_side(
    definitions: Definitions, inferno: Callable[[str], Any], name: str
) -> None:
    """The responses were written for 2.0.1; 2.2.1 asks for more, among it ClaimResponse.request."""
    bundle = inferno(f"pas/{name}")
    older, newer = (validate(bundle, definitions, package=package) for package in (PAS_201, PAS_221))
    assert older.is_valid
    assert all(profile.endswith(("|2.0.1", "|4.0.1", "|3.1.1")) for profile in older.profiles)
    assert any(issue.location.endswith("resource.request") for issue in newer.errors)
    assert not any(profile.endswith("|2.0.1") for profile in newer.profiles if "davinci-pas" in profile)


def test_mutations_are_caught(definitions: Definitions, examples: list[tuple[str, str, Any]]) -> None:
    """A seeded sample; ``python -m bench.fhir_mutations`` runs all of them."""
    rnd = random.Random(77499)
    tried: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    for package, name, resource in rnd.sample(examples, 160):
        if (package, name) in DEFECTS:
            continue
        found = all_mutations(definitions, package, resource)
        for mutation in rnd.sample(found, min(12, len(found))):
            undo = mutation.apply()
            if validate(resource, definitions, package=package).is_valid:
                missed[mutation.kind] += 1
            undo()
            tried[mutation.kind] += 1
    assert tried.total() > 1200
    assert {
        "drop_required",
        "wrong_code",
        "wrong_constant",
        "wrong_target",
        "extra_slice",
        "unknown_key",
    } <= set(tried)
    assert missed.total() <= tried.total() / 100, missed


def all_mutations(definitions: Definitions, package: str, resource: dict[str, Any]) -> list[Mutation]:
    """Return the mutations of a resource, or of each entry of a bundle, by what it claims."""
    lookup, closed = lookup_in(definitions, package), is_closed(definitions, package)
    inner = [resource]
    if resource["resourceType"] == "Bundle":
        inner += [entry["resource"] for entry in resource.get("entry", []) if "resource" in entry]
    found: list[Mutation] = []
    for one in inner:
        claimed = one.get("meta", {}).get("profile") or [
            f"http://hl7.org/fhir/StructureDefinition/{one['resourceType']}"
        ]
        for url in claimed:
            profile = lookup(url)
            if profile is not None and profile["type"] == one["resourceType"]:
                found += mutations(one, profile, lookup, closed)
    return found


def test_what_is_not_checked_is_said(definitions: Definitions, shared_data: Path) -> None:
    path = shared_data / "fhir" / "examples" / "pas" / "Bundle-MedicalServicesAuthorizationBundleExample.json"
    found = validate(json.loads(path.read_bytes()), definitions, package=PAS_221)
    assert found.is_valid
    assert any(what.startswith("value set https://valueset.x12.org") for what, _ in found.not_checked)
