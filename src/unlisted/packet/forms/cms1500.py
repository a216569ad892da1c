"""The CMS-1500 (02/12) of a professional claim: items and their text, six service lines to a page.

The description of an unlisted line stands in its shaded line directly after ``ZZ``; with one unlisted line it
stands in item 19 as well. Nothing is cut: what does not fit is left out and said.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from decimal import Decimal

from unlisted.base.errors import UsageError
from unlisted.claim.model import Address, Claim, ClaimKind, Frequency, Name, ServiceLine
from unlisted.packet.forms import cms1500_spots as spots
from unlisted.packet.forms.field import FormField, PaperForm, Spot, cents

_ON_FILE = "SIGNATURE ON FILE"
_RELATIONSHIPS = {"18": "6.self", "01": "6.spouse", "19": "6.child"}
_DIAGNOSES = 12


def cms1500(claim: Claim, unlisted: Collection[str]) -> PaperForm:
    """Return the pages of a claim; raises ``UsageError`` for an institutional claim."""
    if claim.kind is not ClaimKind.PROFESSIONAL:
        raise UsageError(
            "a hospital's claim does not go on this form", fix="use the UB-04 data of the same claim"
        )
    problems: list[str] = []
    groups = [
        claim.lines[start : start + spots.LINES_ON_A_PAGE]
        for start in range(0, len(claim.lines), spots.LINES_ON_A_PAGE)
    ]
    if len(claim.diagnoses) > _DIAGNOSES:
        problems.append(f"{len(claim.diagnoses)} diagnoses: the form has room for {_DIAGNOSES}")
    described = [line for line in claim.lines if line.code in unlisted]
    pages = []
    for number, lines in enumerate(groups, start=1):
        last = number == len(groups)
        fields = [*_top(claim), *_middle(claim, described, problems)]
        for place, line in enumerate(lines, start=1):
            fields += _line(claim, line, place, line.code in unlisted, problems)
        fields += _bottom(claim, total=claim.total if last else None)
        pages.append(tuple(_fitting(fields, problems)))
    if len(groups) > 1:
        problems.append(f"{len(groups)} pages: the total stands on the last one")
    if claim.other_coverages:
        problems.append("another payer is on the claim: add its remittance by hand")
    if claim.attachments:
        problems.append("documents are named on the electronic claim: put them behind the paper claim")
    return PaperForm("CMS-1500 (02/12)", claim.control_number, tuple(pages), tuple(dict.fromkeys(problems)))


def _fitting(fields: list[FormField], problems: list[str]) -> Iterator[FormField]:
    """Pass on what fits its box; what does not is left out and named."""
    for item in fields:
        if not item.text:
            continue
        if item.spot is not None and len(item.text) > item.spot.width:
            problems.append(
                f"item {item.item} has room for {item.spot.width} characters, {len(item.text)} are needed: "
                "write it by hand"
            )
            yield FormField(item.item, item.name, item.text, None, item.line)
            continue
        yield item


def _at(item: str, spot: str, name: str, text: str) -> FormField:
    return FormField(item, name, text, spots.SPOTS[spot])


def _day(item: str, name: str, spot: str, day: date | None) -> list[FormField]:
    if day is None:
        return []
    year = f"{day.year:04d}"
    return [
        _at(item, f"{spot}.month", f"{name}: month", f"{day.month:02d}"),
        _at(item, f"{spot}.day", f"{name}: day", f"{day.day:02d}"),
        _at(item, f"{spot}.year", f"{name}: year", year),
    ]


def _sex(item: str, name: str, spot: str, sex: str) -> list[FormField]:
    word = {"M": "male", "F": "female"}.get(sex)
    return [_at(item, f"{spot}.{word}", f"{name}: {word}", "X")] if word else []


def _address(item: str, name: str, spot: str, place: Address | None) -> list[FormField]:
    if place is None:
        return []
    return [
        _at(item, f"{spot}.line", f"{name}: street", f"{place.line} {place.line_2}".strip()),
        _at(item, f"{spot}.city", f"{name}: city", place.city),
        _at(item, f"{spot}.state", f"{name}: state", place.state),
        _at(item, f"{spot}.zip", f"{name}: ZIP", _zip(place)),
    ]


def _zip(place: Address) -> str:
    code = place.zip_code
    return f"{code[:5]}-{code[5:]}" if len(code) == 9 else code


def _person(name: Name) -> str:
    """Write family, given, middle, apart by commas."""
    family = f"{name.family} {name.suffix}".strip()
    return ", ".join(part for part in (family, name.given, name.middle) if part)


def _top(claim: Claim) -> list[FormField]:
    cover, patient = claim.coverage, claim.patient or claim.coverage.subscriber
    payer = cover.payer
    box = spots.GROUP_BOX if cover.filing_code in spots.GROUP_FILING else spots.PLAN_BOXES[""]
    column = spots.PLAN_BOXES.get(cover.filing_code, box)
    fields = [
        _at("carrier", "payer", "payer", payer.name),
        FormField("1", "kind of plan", "X", Spot(10, column, 1)),
        _at("1a", "1a", "insured's id", cover.member_id),
        _at("2", "2", "patient", _person(patient.name)),
        *_day("3", "birth date", "3", patient.birth_date),
        *_sex("3", "sex", "3", patient.sex),
        _at("4", "4", "insured", _person(cover.subscriber.name)),
        *_address("5", "patient's address", "5", patient.address),
        _at("6", _RELATIONSHIPS.get(claim.relationship or "18", "6.other"), "related to insured", "X"),
        *_address("7", "insured's address", "7", cover.subscriber.address or patient.address),
        *(
            _at(item, f"{item}.no", f"caused by {what}: no", "X")
            for item, what in (("10a", "work"), ("10b", "car"), ("10c", "other accident"))
        ),
        _at("11", "11", "group number", cover.group_number or ("NONE" if cover.filing_code == "MB" else "")),
        *_day("11a", "insured's birth date", "11a", cover.subscriber.birth_date),
        *_sex("11a", "insured's sex", "11a", cover.subscriber.sex),
        _at("11c", "11c", "plan name", cover.group_name),
        _at("11d", "11d.yes" if claim.other_coverages else "11d.no", "another plan", "X"),
        _at("12", "12", "release", _ON_FILE if claim.release == "Y" else ""),
        _at("13", "13", "payment to the practice", _ON_FILE if claim.benefits_assigned == "Y" else ""),
    ]
    if payer.address is not None:
        place = payer.address
        fields += [
            _at("carrier", "payer_line", "payer's street", place.line),
            _at("carrier", "payer_city", "payer's city", f"{place.city} {place.state} {_zip(place)}"),
        ]
    if claim.other_coverages:
        other = claim.other_coverages[0]
        fields += [
            _at("9", "9", "other insured", _person(other.subscriber)),
            _at("9a", "9a", "other group", other.group_number or other.member_id),
            _at("9d", "9d", "other plan", other.payer.name),
        ]
    return fields


def _middle(claim: Claim, described: list[ServiceLine], problems: list[str]) -> list[FormField]:
    fields = []
    if claim.referring is not None:
        fields += [
            _at("17", "17.qualifier", "qualifier", "DN"),
            _at("17", "17", "referring provider", _person(claim.referring.name)),
            _at("17b", "17b", "referring NPI", claim.referring.npi),
        ]
    fields += _day("18", "admitted", "18.from", claim.hospital_admission)
    if len(described) == 1:
        fields.append(_at("19", "19", "description of the unlisted line", described[0].description))
    elif described:
        problems.append("several unlisted lines: item 19 stays empty, each description is in its shaded line")
    fields += [
        _at("20", "20.no", "outside laboratory: no", "X"),
        _at("21", "21.indicator", "code set", "0"),
        *(
            FormField(f"21{chr(64 + number)}", "diagnosis", diagnosis.code, spots.diagnosis_spot(number))
            for number, diagnosis in enumerate(claim.diagnoses[:_DIAGNOSES], start=1)
        ),
        _at("23", "23", "authorization", claim.authorization),
    ]
    if claim.frequency is not Frequency.ORIGINAL:
        fields += [
            _at("22", "22.code", "replacement or void", claim.frequency.value),
            _at("22", "22.reference", "payer's number of the first claim", claim.payer_control_number),
        ]
    return fields


def _line(
    claim: Claim, line: ServiceLine, place: int, unlisted: bool, problems: list[str]
) -> list[FormField]:
    last = line.service_to or line.service_from
    letters = "".join(chr(64 + pointer) for pointer in line.pointers)
    provider = line.rendering or claim.rendering
    texts = [
        ("24A", "24A.from.month", "first day: month", f"{line.service_from.month:02d}"),
        ("24A", "24A.from.day", "first day: day", f"{line.service_from.day:02d}"),
        ("24A", "24A.from.year", "first day: year", f"{line.service_from.year % 100:02d}"),
        ("24A", "24A.to.month", "last day: month", f"{last.month:02d}"),
        ("24A", "24A.to.day", "last day: day", f"{last.day:02d}"),
        ("24A", "24A.to.year", "last day: year", f"{last.year % 100:02d}"),
        ("24B", "24B", "place of service", line.place_of_service or claim.facility_code),
        ("24D", "24D", "code", line.code),
        *(
            ("24D", f"24D.modifier{number}", f"modifier {number}", modifier)
            for number, modifier in enumerate(line.modifiers[:4], start=1)
        ),
        ("24E", "24E", "diagnosis pointers", letters),
        ("24F", "24F", "charge", cents(line.charge)),
        ("24G", "24G", "units", format(line.units.normalize(), "f")),
        ("24J", "24J", "rendering NPI", provider.npi if provider else ""),
    ]
    fields = [
        FormField(item, name, text, spots.line_spot(spot, place), place) for item, spot, name, text in texts
    ]
    if unlisted:
        text = f"ZZ{line.description}"
        if len(text) <= spots.SHADED_CHARACTERS:
            shaded = FormField("24 shaded", "description", text, spots.shaded_spot(place), place)
            return [shaded, *fields]
        problems.append(
            f"line {place}: the description has {len(line.description)} characters, "
            f"{spots.SHADED_CHARACTERS - 2} fit in the shaded line; it stands in item 19 where it fits there"
        )
    return fields


def _bottom(claim: Claim, total: Decimal | None) -> list[FormField]:
    practice = claim.practice
    provider, place = practice.provider, practice.provider.address
    site = claim.facility or provider
    fields = [
        _at("25", "25", "tax number", practice.tax_id),
        _at("25", "25.ein", "is an EIN", "X"),
        _at("26", "26", "patient account", claim.control_number),
        _at("27", "27.yes", "accepts assignment", "X" if claim.assignment == "A" else ""),
        _at("28", "28", "total charge", cents(total) if total is not None else ""),
        _at("29", "29", "paid", cents(claim.patient_paid) if claim.patient_paid else ""),
        _at("31", "31", "signature of the provider", _ON_FILE if claim.signature == "Y" else ""),
        _at("32", "32.name", "where served", site.name.family),
        _at("32a", "32a", "its NPI", site.npi),
        _at("33", "33.area", "telephone: area", practice.contact_phone[:3]),
        _at("33", "33.phone", "telephone", practice.contact_phone[3:]),
        _at("33", "33.name", "billing provider", provider.name.family),
        _at("33a", "33a", "billing NPI", provider.npi),
    ]
    for item, where in (("32", site.address or place), ("33", practice.pay_to or place)):
        if where is not None:
            fields += [
                _at(item, f"{item}.line", "street", f"{where.line} {where.line_2}".strip()),
                _at(item, f"{item}.city", "city", f"{where.city} {where.state} {_zip(where)}"),
            ]
    return fields
