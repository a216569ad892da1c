"""What the container files promise, read from them: no root, nothing writable, no secret; not built here."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
GUIDE = (ROOT / "docs" / "how-to" / "run-with-containers.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", list(COMPOSE["services"]))
def test_a_service_has_the_least_it_needs(name: str) -> None:
    service = COMPOSE["services"][name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert int(str(service["user"]).split(":")[0]) > 0
    assert not {"privileged", "cap_add", "pid", "network_mode"} & set(service)
    assert all(str(port).startswith("127.0.0.1:") for port in service.get("ports", ()))


def test_the_database_has_no_way_out() -> None:
    assert COMPOSE["services"]["database"]["networks"] == ["inside"]
    assert COMPOSE["networks"]["inside"] == {"internal": True}


def test_the_last_stage_runs_without_root() -> None:
    last = DOCKERFILE.split("FROM ")[-1]
    assert re.findall(r"^USER (\S+)", last, re.MULTILINE) == ["10001:10001"]


def test_no_file_holds_a_secret_or_names_a_registry() -> None:
    text = DOCKERFILE + (ROOT / "compose.yaml").read_text(encoding="utf-8")
    assert not re.search(r"(?:KEY|KEYS|PASSWORD|DATABASE_URL)\s*[=:]\s*[\"']?[A-Za-z0-9+/]{8,}", text)
    images = re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)
    images += [service["image"] for service in COMPOSE["services"].values()]
    assert all(re.fullmatch(r"[a-z-]+(:[a-z0-9.-]+)?", image) for image in images), images


def test_only_what_is_named_is_sent_to_the_build() -> None:
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()
    copied = {
        word
        for line in re.findall(r"^COPY (?!--)(.*) \S+$", DOCKERFILE, re.MULTILINE)
        for word in line.split()
    }
    assert lines[0] == "*"
    assert copied == {line.removeprefix("!") for line in lines if line.startswith("!")}
    assert all((ROOT / name).exists() for name in copied)


def test_every_variable_that_compose_needs_is_in_the_guide() -> None:
    asked = set(re.findall(r"\$\{([A-Z_]+)", (ROOT / "compose.yaml").read_text(encoding="utf-8")))
    assert asked - {"UNLISTED_DESK_ORIGINS"} <= {name for name in asked if f"{name}=" in GUIDE}


def test_the_keys_of_the_guide_are_keys() -> None:
    script = GUIDE.split("<<'END'\n")[1].split("\nEND")[0]
    compile(script, "guide", "exec")
    for name in ("SECRET_KEY", "FILE_KEYS", "AUDIT_KEY"):
        assert f"UNLISTED_DESK_{name}=" in script
