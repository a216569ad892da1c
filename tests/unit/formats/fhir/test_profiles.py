"""Validation by small profiles made here: one rule at a time, sound beside broken."""

from __future__ import annotations

from typing import Any

import pytest

from builders.fhir_packages import (
    GUIDE,
    code_system,
    core,
    definitions,
    element,
    extension_element,
    guide,
    profile,
    replaced,
    required,
    value_set,
)
from unlisted.base.errors import LimitExceededError, UnknownNameError
from unlisted.base.outcome import Severity
from unlisted.formats.fhir.profiles import Checked, Definitions, check_exchange, validate

SNOMED = "http://snomed.info/sct"
P = f"{GUIDE}p"


def patient(**more: Any) -> dict[str, Any]:
    """Return a Patient that claims the profile."""
    return {"resourceType": "Patient", "meta": {"profile": [P]}, **more}


def check(resource: Any, *changed: dict[str, Any], more: tuple[dict[str, Any], ...] = ()) -> Checked:
    """Validate against a profile on Patient with these elements changed."""
    return validate(resource, definitions(profile("p", "Patient", *replaced(*changed)), *more))


def rules(found: Checked) -> list[tuple[str, str]]:
    """Return rule and place of each error."""
    return [(issue.rule, issue.location) for issue in found.errors]


def test_a_sound_resource_conforms_and_says_against_what() -> None:
    found = check(patient(active=True, gender="male", name=[{"family": "Made-up", "given": ["A", "B"]}]))
    assert found.is_valid
    assert found.profiles == (f"{P}|1.0.0",)
    assert found.not_checked == ()


@pytest.mark.parametrize(
    ("more", "rule", "place"),
    [
        ({"zz": 1}, "unknown_element", "Patient"),
        ({"name": {"family": "x"}}, "shape", "Patient.name"),
        ({"active": [True]}, "shape", "Patient.active"),
        ({"name": []}, "shape", "Patient.name"),
        ({"name": [{}]}, "shape", "Patient.name[0]"),
        ({"name": ["x"]}, "shape", "Patient.name[0]"),
        ({"active": "true"}, "format", "Patient.active"),
        ({"birthDate": "2026-02-30"}, "format", "Patient.birthDate"),
        ({"gender": "none"}, "binding", "Patient.gender"),
        ({"deceasedString": "x"}, "type", "Patient.deceased"),
        ({"deceasedBoolean": True, "deceasedDateTime": "2026"}, "cardinality", "Patient.deceased"),
        ({"active": None}, "shape", "Patient.active"),
        ({"_name": [{"id": "a"}]}, "unknown_element", "Patient._name"),
    ],
)
def test_what_the_base_forbids(more: dict[str, Any], rule: str, place: str) -> None:
    assert (rule, place) in rules(check(patient(**more)))


def test_every_issue_says_why_and_what_to_do() -> None:
    for issue in check(patient(zz=1, active="x", gender="none", name={})).errors:
        assert issue.why
        assert issue.fix
        assert issue.profile.startswith(P)


def test_a_primitive_may_be_absent_with_a_reason() -> None:
    reason = {"extension": [{"url": "http://unknown.example/reason", "valueCode": "unknown"}]}
    changed = element("Patient.birthDate", "date", 1)
    assert check(patient(_birthDate=reason), changed).is_valid
    assert rules(check(patient(), changed)) == [("cardinality", "Patient.birthDate")]


@pytest.mark.parametrize(
    ("changed", "sound", "broken", "rule"),
    [
        (element("Patient.active", "boolean", 1), {"active": False}, {}, "cardinality"),
        (element("Patient.active", "boolean", 0, "0", base_max="1"), {}, {"active": True}, "cardinality"),
        (
            element("Patient.name", "HumanName", 0, "1", base_max="*"),
            {"name": [{"family": "a"}]},
            {"name": [{"family": "a"}, {"family": "b"}]},
            "cardinality",
        ),
        (
            element("Patient.active", "boolean", fixedBoolean=True),
            {"active": True},
            {"active": False},
            "fixed",
        ),
        (
            element(
                "Patient.maritalStatus",
                "CodeableConcept",
                patternCodeableConcept={"coding": [{"system": SNOMED, "code": "1"}]},
            ),
            {"maritalStatus": {"text": "t", "coding": [{"code": "2"}, {"system": SNOMED, "code": "1"}]}},
            {"maritalStatus": {"coding": [{"system": "http://other.example", "code": "1"}]}},
            "pattern",
        ),
        (
            element("Patient.birthDate", "date", maxLength=4),
            {"birthDate": "2026"},
            {"birthDate": "2026-01"},
            "format",
        ),
        (
            element("Patient.deceased[x]", "boolean"),
            {"deceasedBoolean": False},
            {"deceasedDateTime": "2026"},
            "type",
        ),
    ],
)
def test_what_a_profile_narrows(
    changed: dict[str, Any], sound: dict[str, Any], broken: dict[str, Any], rule: str
) -> None:
    assert check(patient(**sound), changed).is_valid
    assert rule in {found for found, _ in rules(check(patient(**broken), changed))}


def test_a_required_value_set_with_hierarchy_exclusion_and_nesting() -> None:
    system = "http://guide.example/colors"
    more = (
        code_system(
            "colors", [{"code": "red", "concept": [{"code": "pink"}, {"code": "ruby"}]}, {"code": "blue"}]
        ),
        value_set(
            "reds",
            [{"system": system, "filter": [{"property": "concept", "op": "is-a", "value": "red"}]}],
            exclude=[{"system": system, "concept": [{"code": "ruby"}]}],
        ),
        value_set("nested", [{"valueSet": ["http://guide.example/ValueSet/reds"]}]),
    )
    changed = element(
        "Patient.maritalStatus", "CodeableConcept", binding=required("http://guide.example/ValueSet/nested")
    )

    def outcome(code: str, system: str = system) -> bool:
        value = {"coding": [{"system": system, "code": code}]}
        return check(patient(maritalStatus=value), changed, more=more).is_valid

    assert outcome("red")
    assert outcome("pink")
    assert not outcome("ruby")
    assert not outcome("blue")
    assert not outcome("red", "http://other.example")
    assert not check(patient(maritalStatus={"text": "red"}), changed, more=more).is_valid


@pytest.mark.parametrize(
    "include",
    [
        [{"system": SNOMED, "filter": [{"property": "concept", "op": "is-a", "value": "1"}]}],
        [{"valueSet": ["http://elsewhere.example/ValueSet/x"]}],
    ],
)
def test_a_value_set_that_cannot_be_expanded_is_not_checked(include: list[dict[str, Any]]) -> None:
    changed = element(
        "Patient.maritalStatus", "CodeableConcept", binding=required("http://guide.example/ValueSet/open")
    )
    value = {"coding": [{"system": SNOMED, "code": "2"}]}
    found = check(patient(maritalStatus=value), changed, more=(value_set("open", include),))
    assert found.is_valid
    assert found.not_checked == (
        ("value set http://guide.example/ValueSet/open: cannot be expanded from the packages", 1),
    )


def test_a_maximum_value_set_is_required_over_the_extensible_one() -> None:
    """R4, extension elementdefinition-maxValueSet: "a required binding over the top"."""
    limit = {
        "url": "http://hl7.org/fhir/StructureDefinition/elementdefinition-maxValueSet",
        "valueCanonical": "http://guide.example/ValueSet/most",
    }
    bound = {
        "strength": "extensible",
        "valueSet": "http://guide.example/ValueSet/sex",
        "extension": [limit],
    }
    changed = element("Patient.maritalStatus", "CodeableConcept", binding=bound)
    most = value_set("most", [{"system": "http://guide.example/most", "concept": [{"code": "a"}]}])

    def outcome(value: dict[str, Any]) -> list[tuple[str, str]]:
        return rules(check(patient(maritalStatus=value), changed, more=(most,)))

    wrong = [("binding", "Patient.maritalStatus")]
    assert outcome({"coding": [{"system": "http://guide.example/most", "code": "a"}]}) == []
    assert outcome({"coding": [{"system": "http://guide.example/most", "code": "b"}]}) == wrong
    assert outcome({"text": "a"}) == wrong


def test_an_extensible_binding_is_said_to_be_open() -> None:
    bound = {"strength": "extensible", "valueSet": "http://guide.example/ValueSet/sex"}
    changed = element("Patient.maritalStatus", "CodeableConcept", binding=bound)
    found = check(patient(maritalStatus={"text": "any"}), changed)
    assert found.is_valid
    assert found.not_checked == (("extensible bindings: whether a code of the value set would fit", 1),)


def test_a_code_system_may_not_tell_capitals_apart() -> None:
    folding = {**code_system("folding", [{"code": "Alpha"}]), "caseSensitive": False}
    strict = code_system("strict", [{"code": "Alpha"}])
    for name, valid in (("folding", True), ("strict", False)):
        system = f"http://guide.example/{name}"
        changed = element(
            "Patient.maritalStatus",
            "CodeableConcept",
            binding=required(f"http://guide.example/ValueSet/{name}"),
        )
        more = (folding, strict, value_set(name, [{"system": system}]))
        value = {"coding": [{"system": system, "code": "ALPHA"}]}
        assert check(patient(maritalStatus=value), changed, more=more).is_valid is valid


def test_an_include_of_two_sets_takes_what_is_in_both() -> None:
    system = "http://guide.example/letters"
    more = (
        value_set("ab", [{"system": system, "concept": [{"code": "a"}, {"code": "b"}]}]),
        value_set("bc", [{"system": system, "concept": [{"code": "b"}, {"code": "c"}]}]),
        value_set(
            "both", [{"valueSet": ["http://guide.example/ValueSet/ab", "http://guide.example/ValueSet/bc"]}]
        ),
    )
    changed = element(
        "Patient.maritalStatus", "CodeableConcept", binding=required("http://guide.example/ValueSet/both")
    )
    for code, valid in (("a", False), ("b", True), ("c", False)):
        value = {"coding": [{"system": system, "code": code}]}
        assert check(patient(maritalStatus=value), changed, more=more).is_valid is valid


def test_an_expansion_that_is_cut_or_abstract_is_no_list_of_codes() -> None:
    system = "http://guide.example/letters"
    changed = element(
        "Patient.maritalStatus", "CodeableConcept", binding=required("http://guide.example/ValueSet/listed")
    )

    def outcome(code: str, **expansion: Any) -> Checked:
        listed = value_set("listed", [])
        del listed["compose"]
        contains = [{"system": system, "code": "a"}, {"system": system, "code": "z", "abstract": True}]
        listed["expansion"] = {"contains": contains, **expansion}
        value = {"coding": [{"system": system, "code": code}]}
        return check(patient(maritalStatus=value), changed, more=(listed,))

    assert outcome("a").is_valid
    assert not outcome("z").is_valid
    assert not outcome("b").is_valid
    cut = outcome("b", total=7)
    assert cut.is_valid
    assert cut.not_checked


def test_a_missing_value_set_and_profile_are_not_checked() -> None:
    changed = element("Patient.gender", "code", binding=required("http://elsewhere.example/ValueSet/x"))
    found = check(
        {"resourceType": "Patient", "meta": {"profile": [P, "http://elsewhere.example/q"]}, "gender": "any"},
        changed,
    )
    assert found.is_valid
    assert [what for what, _ in found.not_checked] == [
        "profile http://elsewhere.example/q: not in the packages",
        "value set http://elsewhere.example/ValueSet/x: not in the packages",
    ]


SLICED = (
    element(
        "Patient.name",
        "HumanName",
        maximum="*",
        slicing={"discriminator": [{"type": "value", "path": "use"}], "rules": "open"},
    ),
    {
        **element("Patient.name", "HumanName", 1, "1", base_max="*"),
        "id": "Patient.name:official",
        "sliceName": "official",
    },
    {**element("Patient.name.use", "code", 1), "id": "Patient.name:official.use", "patternCode": "official"},
    {**element("Patient.name.family", "string", 1), "id": "Patient.name:official.family"},
)


def sliced(*names: dict[str, Any], rule: str = "open") -> Checked:
    """Check names against a slice by value, in the order a snapshot has."""
    base, part, *children = SLICED
    base = {**base, "slicing": {**base["slicing"], "rules": rule}}
    found = replaced(base)
    at = next(n for n, item in enumerate(found) if item["path"] == "Patient.name") + 1
    found[at:at] = [part, *children]
    return validate(patient(name=list(names)), definitions(profile("p", "Patient", *found)))


def test_slices_by_value() -> None:
    official = {"use": "official", "family": "a"}
    assert sliced(official).is_valid
    assert sliced({"use": "usual"}, official).is_valid
    assert rules(sliced({"use": "usual"})) == [("slice", "Patient.name")]
    assert rules(sliced(official, official)) == [("slice", "Patient.name")]
    assert rules(sliced({"use": "official", "given": ["x"]})) == [("cardinality", "Patient.name[0].family")]
    assert rules(sliced(official, {"use": "usual"}, rule="closed")) == [("closed_slicing", "Patient.name[1]")]


def simple_extension(name: str, kind: str = "boolean", **more: Any) -> dict[str, Any]:
    """Return the definition of an extension with one value."""
    return profile(
        name,
        "Extension",
        element("Extension.id", "string"),
        {**extension_element("Extension"), "max": "0"},
        element("Extension.url", "uri", 1, fixedUri=f"{GUIDE}{name}"),
        element("Extension.value[x]", kind, 1, **more),
        kind="complex-type",
    )


def test_extensions_by_their_definition() -> None:
    known = simple_extension("flag")

    def outcome(*extensions: dict[str, Any]) -> Checked:
        return check(patient(extension=list(extensions)), more=(known,))

    url = f"{GUIDE}flag"
    assert outcome({"url": url, "valueBoolean": True}).is_valid
    assert rules(outcome({"url": url, "valueString": "x"})) == [
        ("type", "Patient.extension[0].value"),
        ("cardinality", "Patient.extension[0].value"),
    ]
    assert ("cardinality", "Patient.extension[0].value") in rules(outcome({"url": url}))
    assert rules(outcome({"url": "flag", "valueBoolean": True})) == [("extension", "Patient.extension[0]")]
    unknown = outcome({"url": "http://unknown.example/x", "valueBoolean": True})
    assert unknown.is_valid
    assert unknown.not_checked == (("extension http://unknown.example/x: not in the packages", 1),)
    both = {
        "url": "http://unknown.example/x",
        "valueBoolean": True,
        "extension": [{"url": "a", "valueCode": "b"}],
    }
    assert ("invariant", "Patient.extension[0]") in rules(outcome(both))


def test_a_required_unit_in_an_extension() -> None:
    dose = simple_extension(
        "dose", "Quantity", patternQuantity={"system": "http://unitsofmeasure.org", "code": "cGy"}
    )

    def outcome(code: str) -> Checked:
        quantity = {"value": 1, "system": "http://unitsofmeasure.org", "code": code}
        return check(patient(extension=[{"url": f"{GUIDE}dose", "valueQuantity": quantity}]), more=(dose,))

    assert outcome("cGy").is_valid
    assert rules(outcome("kg")) == [("pattern", "Patient.extension[0].value.ofType(Quantity)")]


TARGET = {
    **element("Patient.managingOrganization"),
    "type": [
        {"code": "Reference", "targetProfile": ["http://hl7.org/fhir/StructureDefinition/Organization"]}
    ],
}


@pytest.mark.parametrize(
    ("reference", "wrong"),
    [
        ({"reference": "Organization/1"}, False),
        ({"reference": "http://x.example/fhir/Organization/1"}, False),
        ({"reference": "urn:uuid:1"}, False),
        ({"type": "Organization"}, False),
        ({"reference": "Patient/1"}, True),
        ({"reference": "http://x.example/fhir/Patient/1/_history/2"}, True),
        ({"type": "Patient"}, True),
    ],
)
def test_where_a_reference_leads(reference: dict[str, Any], wrong: bool) -> None:
    found = rules(check(patient(managingOrganization=reference), TARGET))
    assert found == ([("reference_target", "Patient.managingOrganization")] if wrong else [])


def test_a_target_outside_of_the_file_is_said_to_be_open() -> None:
    named = profile("named", "Organization", element("Organization.id", "id"))
    target = {**TARGET, "type": [{"code": "Reference", "targetProfile": [f"{GUIDE}named"]}]}
    found = check(patient(managingOrganization={"reference": "Organization/1"}), target, more=(named,))
    assert found.is_valid
    assert [what for what, _ in found.not_checked] == [
        "target of Patient.managingOrganization: not in the file, so its profile is open"
    ]
    unnamed = check(patient(managingOrganization={"reference": "urn:uuid:1"}), target, more=(named,))
    assert [what for what, _ in unnamed.not_checked] == [
        "target of Patient.managingOrganization: its type is not in the file"
    ]


def test_a_long_chain_of_references_does_not_exhaust_the_stack() -> None:
    linked = {
        **TARGET,
        "type": [{"code": "Reference", "targetProfile": [P]}],
    }
    count = 2000
    entries = [
        {
            "fullUrl": f"urn:uuid:{n}",
            "resource": {
                "resourceType": "Patient",
                **({"meta": {"profile": [P]}} if n == 0 else {}),
                "managingOrganization": {"reference": f"urn:uuid:{n + 1}"},
            },
        }
        for n in range(count)
    ]
    bundle = {"resourceType": "Bundle", "type": "collection", "entry": entries}
    found = validate(bundle, definitions(profile("p", "Patient", *replaced(linked))))
    assert found.is_valid
    assert any("a chain of more than" in what for what, _ in found.not_checked)


def test_the_issues_of_a_hostile_resource_are_bounded() -> None:
    found = check(patient(**{f"x{n}": 1 for n in range(3_000)}))
    assert not found.is_valid
    assert (len(found.issues), found.left_off) == (1_000, 2_000)


def test_contained_resources() -> None:
    inner = {"resourceType": "Organization", "id": "o", "name": "made up"}
    sound = patient(contained=[inner], managingOrganization={"reference": "#o"})
    assert check(sound, TARGET).is_valid
    assert rules(check(patient(contained=[inner]), TARGET)) == [("invariant", "Patient.contained[0]")]
    lost = check(patient(managingOrganization={"reference": "#none"}), TARGET)
    assert rules(lost) == [("reference", "Patient.managingOrganization")]
    bad = patient(contained=[{**inner, "zz": 1}], managingOrganization={"reference": "#o"})
    assert rules(check(bad, TARGET)) == [("unknown_element", "Patient.contained[0]")]


def test_a_target_must_conform_to_the_profile_of_the_reference() -> None:
    named = profile(
        "named",
        "Organization",
        element("Organization.id", "id"),
        element("Organization.meta", "Meta"),
        element("Organization.name", "string", 1),
    )
    target = {**TARGET, "type": [{"code": "Reference", "targetProfile": [f"{GUIDE}named"]}]}

    def outcome(organization: dict[str, Any]) -> Checked:
        bundle = {
            "resourceType": "Bundle",
            "type": "collection",
            "entry": [
                {
                    "fullUrl": "urn:uuid:a",
                    "resource": patient(managingOrganization={"reference": "urn:uuid:b"}),
                },
                {"fullUrl": "urn:uuid:b", "resource": {"resourceType": "Organization", **organization}},
            ],
        }
        return validate(bundle, definitions(profile("p", "Patient", *replaced(target)), named))

    assert outcome({"name": "made up"}).is_valid
    assert rules(outcome({"id": "x"})) == [
        ("reference_target", "Bundle.entry[0].resource.managingOrganization")
    ]


def constraint(key: str, expression: str, severity: str = "error") -> dict[str, Any]:
    """Return one invariant."""
    return {"key": key, "severity": severity, "human": "said by the profile", "expression": expression}


@pytest.mark.parametrize(
    ("expression", "broken"),
    [
        ("family.exists() or given.exists()", {"use": "official"}),
        ("given.count() <= 1", {"given": ["a", "b"], "family": "x"}),
        ("%resource.active.exists()", {"family": "x"}),
        ("family.hasValue() implies family.length() > 2", {"family": "ab"}),
    ],
)
def test_invariants(expression: str, broken: dict[str, Any]) -> None:
    changed = element("Patient.name", "HumanName", maximum="*", constraint=[constraint("x-1", expression)])
    sound = {"family": "abc", "given": ["a"]}
    assert check(patient(active=True, name=[sound]), changed).is_valid
    found = check(patient(name=[broken]), changed)
    assert rules(found) == [("invariant", "Patient.name[0]")]
    assert found.errors[0].what == "x-1: said by the profile"
    assert found.errors[0].why == expression


def test_an_invariant_that_cannot_be_decided_is_said_and_a_warning_does_not_reject() -> None:
    unknown = constraint("x-2", "managingOrganization.resolve().name.exists()")
    advice = constraint("x-3", "active.exists()", "warning")
    root = {**element("Patient", maximum="*"), "constraint": [unknown, advice]}
    made = profile("p", "Patient", *replaced())
    made["snapshot"]["element"][0] = root
    found = validate(patient(managingOrganization={"reference": "Organization/1"}), definitions(made))
    assert found.is_valid
    assert found.not_checked == (("invariant x-2: cannot be decided", 1),)
    assert [issue.severity for issue in found.issues] == [Severity.WARNING]


def test_versions_of_one_guide_do_not_mix() -> None:
    """Version 1 asks for nothing, version 2 for a birth date; each guide gets the one it depends on."""
    first = guide(profile("p", "Patient", *replaced()))
    second = guide(
        profile("p", "Patient", *replaced(element("Patient.birthDate", "date", 1)), version="2.0.0"),
        version="2.0.0",
    )
    user = guide(name="user.example", **{"guide.example": "1.0.3"})
    held = Definitions([core(), first, second, user])
    assert validate(patient(), held, package="guide.example@1.0.0").profiles == (f"{P}|1.0.0",)
    assert validate(patient(), held, package="user.example").profiles == (f"{P}|1.0.0",), "same minor version"
    newest = validate(patient(), held)
    assert newest.profiles == (f"{P}|2.0.0",)
    assert not newest.is_valid
    asked = {"resourceType": "Patient", "meta": {"profile": [f"{P}|1.0.0"]}}
    assert validate(asked, held).is_valid
    missing = {"resourceType": "Patient", "meta": {"profile": [f"{P}|3.0.0"]}}
    assert validate(missing, held).not_checked == ((f"profile {P}|3.0.0: not in the packages", 1),)


def test_unknown_names_and_hostile_input_are_refused() -> None:
    with pytest.raises(UnknownNameError):
        validate(patient(), definitions(), package="nowhere")
    with pytest.raises(UnknownNameError):
        validate(patient(), definitions(), profiles=["http://elsewhere.example/q"])
    deep: Any = "x"
    for _ in range(60):
        deep = [deep]
    with pytest.raises(LimitExceededError):
        validate(patient(name=deep), definitions())


@pytest.mark.parametrize("resource", [None, [], "x", {}, {"resourceType": 7}, {"resourceType": "Nothing"}])
def test_what_is_no_resource_is_an_error_not_a_crash(resource: Any) -> None:
    assert not validate(resource, definitions()).is_valid


def test_exchange_rules() -> None:
    pas = "http://hl7.org/fhir/us/davinci-pas/StructureDefinition/profile-pas-request-bundle"
    claim = {"resourceType": "Claim", "id": "1", "patient": {"reference": "Patient/2"}}
    entries = [
        {"fullUrl": "http://x.example/Claim/1", "resource": claim},
        {"fullUrl": "http://x.example/Patient/2", "resource": {"resourceType": "Patient", "id": "2"}},
    ]

    def outcome(held: list[Any], url: str = pas) -> list[str]:
        return [
            i.location
            for i in check_exchange({"resourceType": "Bundle", "meta": {"profile": [url]}, "entry": held})
        ]

    assert outcome(entries) == []
    assert outcome(entries[::-1]) == ["Bundle.entry[0].resource"]
    assert outcome(entries[:1]) == ["Bundle.entry[0].resource.patient"]
    assert outcome(entries[:1], "http://other.example") == []
    wrong = {**entries[1], "fullUrl": "http://x.example/Patient/3"}
    assert outcome([wrong], "http://other.example") == ["Bundle.entry[0].fullUrl"]
