"""Plain trees as YAML for a person to edit."""

from __future__ import annotations

from typing import Any

import yaml


def yaml_text(tree: Any) -> str:
    """Write a tree; texts that look like numbers stay quoted."""
    text: str = yaml.safe_dump(tree, sort_keys=False, allow_unicode=True, default_flow_style=None, width=100)
    return text
