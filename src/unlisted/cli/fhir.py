"""``unlisted fhir``: check resources against profiles, write an episode as a bundle."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from unlisted.base.errors import UsageError
from unlisted.cli.output import print_data, print_json, talk

if TYPE_CHECKING:
    from unlisted.formats.fhir.profiles import Checked, Issue

app = typer.Typer(
    no_args_is_help=True, help="Check FHIR resources against profiles, and write episodes as FHIR."
)

_SHOWN = 20


@app.callback()
def fhir() -> None:
    """Work with FHIR R4: mCODE, CodeX Radiation Therapy, US Core, Da Vinci."""


@app.command("validate")
def validate(
    files: list[Path] = typer.Argument(..., metavar="FILE…", help="FHIR R4 in JSON, or NDJSON."),
    packages: Path = typer.Option(
        ...,
        "--packages",
        help="Folder of FHIR packages (tgz as published), with hl7.fhir.r4.core among them.",
    ),
    profiles: list[str] = typer.Option(
        [], "--profile", help="Check this profile too: URL or URL|version; repeat for several."
    ),
    using: str = typer.Option(
        "",
        "--using",
        help="Guide whose versions count: NAME or NAME@VERSION; else that of the profile claimed.",
    ),
    exchange: bool = typer.Option(
        False,
        "--exchange",
        help="Also check bundles as they are sent: fullUrl, first entry, all that is referred to.",
    ),
    as_json: bool = typer.Option(False, "--json", help="Answer in JSON."),
) -> None:
    """Check resources against the profiles they claim; say what breaks, and what could not be checked.

    No network is used. Exit code 1 where a resource breaks a profile.
    """
    from unlisted.formats.fhir.profiles import check_exchange
    from unlisted.formats.fhir.profiles import validate as check
    from unlisted.pipeline.fhir_packages import read_packages, read_resources

    definitions = read_packages(packages)
    told: list[dict[str, Any]] = []
    broken = False
    for path in files:
        for name, resource in read_resources(path):
            found = check(resource, definitions, profiles=profiles, package=using, name=name)
            sent = check_exchange(resource) if exchange else ()
            broken = broken or bool(sent) or not found.is_valid
            if as_json:
                told.append({"file": name, "valid": found.is_valid and not sent, **_plain(found, sent)})
            else:
                print_data(_told(name, found, sent))
    if as_json:
        print_json(told)
    if broken:
        raise typer.Exit(1)


def _plain(found: Checked, sent: tuple[Issue, ...]) -> dict[str, Any]:
    return {
        "profiles": found.profiles,
        "issues": (*found.issues, *sent),
        "left_off": found.left_off,
        "invariants": found.invariants,
        "not_checked": [{"what": what, "places": places} for what, places in found.not_checked],
    }


def _told(name: str, found: Checked, sent: tuple[Issue, ...]) -> str:
    issues = (*found.issues, *sent)
    errors = len(found.errors) + len(sent)
    sound = "conforms in what was checked" if found.not_checked else "conforms"
    verdict = sound if not errors else f"{errors} errors" if errors > 1 else "1 error"
    lines = [f"{name}: {verdict}", *(f"  against {profile}" for profile in found.profiles[:_SHOWN])]
    for issue in issues[:_SHOWN]:
        lines.append(f"  {issue.severity}: {issue.location}: {issue.what} ({issue.rule})")
        notes = (("profile", issue.profile), ("why", issue.why), ("fix", issue.fix))
        lines += [f"    {word}: {text}" for word, text in notes if text]
    if len(issues) > _SHOWN or found.left_off:
        lines.append(f"  {len(issues) - _SHOWN + found.left_off} more; --json lists them")
    if found.not_checked:
        lines.append("  not checked:")
        lines += [f"    {what} ({places})" for what, places in found.not_checked[:_SHOWN]]
        if len(found.not_checked) > _SHOWN:
            lines.append(f"    {len(found.not_checked) - _SHOWN} more; --json lists them")
    return "\n".join(lines)


@app.command("export")
def export(
    file: Path = typer.Argument(
        ..., metavar="EPISODE.json", help="Episode file, written by: unlisted episode import."
    ),
    out: Path = typer.Option(..., "--out", help="Write the bundle (JSON) here."),
) -> None:
    """Write an episode as one FHIR bundle: CodeX RT STU2, mCODE 4, US Core 6.1.0.

    Planned and delivered sides, fractions, sessions and plan changes, with references back to DICOM. The
    same episode gives the same bytes. The file holds the patient's data: only its owner can read it.
    """
    from unlisted.formats.episode_json import is_episode_json, read_episode_json
    from unlisted.formats.fhir.exporter import export_fhir
    from unlisted.pipeline.whole_files import write_private

    data = file.read_bytes() if file.is_file() else b""
    if not is_episode_json(data):
        raise UsageError(
            f"{file.name} is no episode file",
            fix="make one: unlisted episode import PATH… --out EPISODE.json",
        )
    bundle = export_fhir(read_episode_json(file.name, data))
    write_private(out, bundle)
    talk.print(f"{out.name}: {len(bundle)} bytes")
