"""Write empty forms: every key with what to write, ready to be filled in and read back."""

from __future__ import annotations

from unlisted.base.errors import UnknownNameError
from unlisted.formats.forms.form import CHECKLIST_STATES
from unlisted.formats.forms.shape import FORM_KIND, SECTIONS, FieldShape, SectionShape, shapes_of
from unlisted.formats.forms.timelog import COLUMNS

_HEAD = f"""form: {FORM_KIND}
case:  # the clinic's own number of this episode
people:
  # short_name: {{name: Dr. Example, role: radiation_oncologist, npi: '', credentials: MD}}
entered_by:  # an entry of people
entered_on:  # day, YYYY-MM-DD
"""
_TAIL = {
    "reirradiation": "reirradiation:  # yes or no\n",
    "checklist": "checklist:\n  - element:  # the slug `unlisted episode check` prints\n"
    f"    state:  # one of: {', '.join(CHECKLIST_STATES)}\n    says:  # one sentence on this patient\n"
    "    by:  # an entry of people; who entered the form where empty\n    on:  # day, YYYY-MM-DD\n",
    "documents": "documents:\n  -  # slug of a document at hand, for example consultation_note\n",
}
SECTION_NAMES = (*(section.key for section in SECTIONS), *_TAIL)


def form_template(*sections: str) -> str:
    """Return an empty form with the named sections (all where none is named); raise ``UnknownNameError``."""
    for name in sections:
        if name not in SECTION_NAMES:
            raise UnknownNameError(
                f"no section {name!r} of a form", fix=f"use one of: {', '.join(SECTION_NAMES)}"
            )
    wanted = sections or SECTION_NAMES
    parts = [_section(section) for section in SECTIONS if section.key in wanted]
    parts += [text for key, text in _TAIL.items() if key in wanted]
    return "\n".join([_HEAD, *parts])


def time_log_template() -> str:
    """Return the header of an empty time log."""
    return ",".join(COLUMNS) + "\n"


def _section(section: SectionShape) -> str:
    lines = [f"{section.key}:"]
    for n, shape in enumerate(shapes_of(section.cls)):
        lead = "  " if not section.is_list else "  - " if n == 0 else "    "
        lines.append(f"{lead}{shape.name}:  # {_hint(shape)}")
    return "\n".join(lines) + "\n"


def _hint(shape: FieldShape) -> str:
    hint = f"one of: {', '.join(shape.choices)}" if shape.choices else shape.kind.value
    return f"{hint} (needed)" if shape.required else hint
