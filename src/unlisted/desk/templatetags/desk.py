"""How pages write money, days, durations and slugs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from unlisted.base.money import format_usd, parse_decimal
from unlisted.pipeline.case_review import known_payer

register = template.Library()


@register.filter
def money(value: Any) -> str:
    """Write dollars with cents; an empty value stays empty, so that the page says why."""
    amount = value if isinstance(value, Decimal) else parse_decimal(str(value)) if value else None
    return format_usd(amount) if amount is not None else ""


@register.filter
def day(value: Any) -> str:
    """Write a day as ``Nov 23, 2026``; takes days, moments and ISO texts."""
    if isinstance(value, str) and value:
        try:
            value = date.fromisoformat(value[:10])
        except ValueError:
            return str(value)
    if isinstance(value, datetime):
        value = timezone.localtime(value).date()
    return f"{value:%b} {value.day}, {value.year}" if isinstance(value, date) else ""


@register.filter
def moment(value: Any) -> str:
    """Write a moment as ``Nov 23, 2026, 4:05 PM`` in the desk's time zone."""
    if not isinstance(value, datetime):
        return ""
    local = timezone.localtime(value)
    return f"{day(local.date())}, {local.hour % 12 or 12}:{local:%M %p}"


@register.filter
def plain(value: Any) -> str:
    """Write a slug as words."""
    return str(value).replace("_", " ")


@register.filter
def sentence(value: Any) -> str:
    """Write a slug as words with a capital first."""
    text = plain(value)
    return text[:1].upper() + text[1:]


@register.filter
def payer_name(value: Any) -> str:
    """Write a payer of the registry by its name; another one as it is given."""
    return known_payer(str(value))[1] or sentence(value)


@register.filter
def get(tree: Any, key: Any) -> Any:
    """Return an entry of a mapping, or nothing."""
    return tree.get(key) if hasattr(tree, "get") else None


@register.simple_tag(takes_context=True)
def query(context: dict[str, Any], **changes: Any) -> str:
    """Return the query string of this page with some keys changed; empty values leave it."""
    params = context["request"].GET.copy()
    for key, value in changes.items():
        if value in {"", None}:
            params.pop(key, None)
        else:
            params[key] = value
    params.pop("page", None) if "page" not in changes else None
    text = params.urlencode()
    return f"?{text}" if text else "?"


@register.filter
def place(item: Mapping[str, Any]) -> SafeString:
    """Write a piece of evidence: where exactly a fact or a rule comes from."""
    if item.get("publisher"):
        published = f" ({item['published']})" if item.get("published") else ""
        said = f"{item['publisher']}, {item['title']}{published}, {item['locator']}"
        return format_html("{}", said)
    person = item.get("person") or item.get("entered_by")
    if person:
        said = f"entered by {person} ({plain(item['role'])}) on {day(item['entered_on'])}, {item['form']}"
        said += f": {item['why']}" if item.get("why") else ""
        return format_html("{}", said)
    if item.get("source"):
        return format_html("{}, {}", item["source"], item["locator"])
    name = item.get("file_name") or item.get("file")
    return format_html("<code>{}</code> at <code>{}</code>", name, item["locator"])
