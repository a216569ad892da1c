"""Plain values for the parts of a course: what is trusted, and techniques in the codes of mCODE."""

from __future__ import annotations

from decimal import Decimal

from unlisted.episode.course import RadiationUse
from unlisted.episode.fact import Held
from unlisted.episode.vocabulary import Modality, Technique
from unlisted.formats.fhir.codes import BRACHYTHERAPY_CODES, MODALITY_CODES, TECHNIQUE_CODES, TECHNIQUES


def value_of(held: Held[Decimal]) -> Decimal | None:
    """Return the trusted value, or ``None``."""
    return held.value if held.is_known else None


def count_of(held: Held[int]) -> int | None:
    """Return the trusted count, or ``None``."""
    return held.value if held.is_known else None


def text_of(held: Held[str]) -> str:
    """Return the trusted text, or ``""``."""
    return held.value if held.is_known else ""


def use_of(modality: Modality, techniques: set[Technique], energies: tuple[str, ...]) -> RadiationUse | None:
    """Return a modality with its techniques in the codes of mCODE; ``None`` where mCODE has no code."""
    code = MODALITY_CODES.get(modality, "")
    if modality is Modality.BRACHYTHERAPY:
        rates = [BRACHYTHERAPY_CODES[t] for t in sorted(techniques) if t in BRACHYTHERAPY_CODES]
        code = rates[0] if len(rates) == 1 else ""
    if not code:
        return None
    codes = tuple(dict.fromkeys(TECHNIQUE_CODES[t] for t in sorted(techniques) if t in TECHNIQUE_CODES))
    others = [t for t in sorted(techniques) if t not in TECHNIQUE_CODES and t not in BRACHYTHERAPY_CODES]
    texts = tuple(str(t).replace("_", " ") for t in others if t is not Technique.UNKNOWN)
    if texts or not codes:
        codes = (*codes, "UNC")
        texts = texts or ("not stated",)
    return RadiationUse(modality, code, tuple(TECHNIQUES.get(c, c) for c in codes), codes, energies, texts)
