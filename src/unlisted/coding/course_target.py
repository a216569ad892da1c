"""Facts of the target: stereotactic or not, as people confirm it; inside the head or elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterable

from unlisted.coding.facts import CourseFact, fact
from unlisted.episode.completeness_applies import counting_plans
from unlisted.episode.episode import Episode

HEAD = re.compile(r"\b(brain|cranial|cranium|intra-?cranial|cerebell|cerebr|pituitar|acoustic|mening|pineal)")
BODY = re.compile(
    r"\b(extra-?cranial|thigh|legs?\b|arms?\b|limb|lung|liver|spin[ea]|vertebra|prostat|breast|pelvi|abdom|"
    r"thora|chest|ribs?\b|femur|hips?\b|kidney|adrenal|pancrea|bladder|rectum|rectal|cervix|uter|esophag|"
    r"mediastin|lymph|sacr|shoulder|humerus|knee|foot|hands?\b|"
    r"buttock|groin|glute|sternum|scapula)"
)
"""Words of a site that place it inside the head, or elsewhere; with both, or none, it is asked for."""


def target_facts(episode: Episode) -> Iterable[CourseFact]:
    """Say whether the course is stereotactic: only when every plan that was treated is confirmed as such."""
    plans = counting_plans(episode)
    confirmed = [p.stereotactic_confirmed for p in plans if p.stereotactic_confirmed.is_known]
    values = {each.value for answer in confirmed for each in answer.facts}
    places = tuple(place for answer in confirmed for place in answer.evidence)
    slug = "stereotactic"
    said = {p.uid for p in plans if p.stereotactic_confirmed.is_known}
    treated = {f.plan_uid for f in episode.fractions} or {p.uid for p in plans}
    if len(values) > 1:
        yield fact(slug, None, "plans or sources contradict on whether the course is stereotactic", places)
    elif confirmed and treated <= said:
        yes = values == {True}
        says = (
            "the course was confirmed as stereotactic"
            if yes
            else "the course was recorded as not stereotactic"
        )
        yield fact(slug, yes, says, places)
    elif confirmed:
        yield fact(slug, None, "not every plan that was treated is confirmed as stereotactic or not", places)
    elif any(p.stereotactic_proposed for p in plans):
        says = "the plan looks stereotactic, and nobody has confirmed it"
        yield fact(slug, None, says, tuple(place for p in plans for place in p.evidence[:1]))
    else:
        yield fact(slug, None, "nobody has said whether the course is stereotactic")
    yield _cranial(episode)


def _cranial(episode: Episode) -> CourseFact:
    sites = [
        answer
        for answer in (
            *(plan.site for plan in counting_plans(episode)),
            *(order.site for order in episode.prescriptions),
            *(dx.body_site for dx in episode.diagnoses if dx.is_primary),
        )
        if answer.is_known
    ]
    texts = {each.value.lower() for answer in sites for each in answer.facts}
    places = tuple(place for answer in sites for place in answer.evidence)
    shown = ", ".join(sorted(texts))
    both = {text for text in texts if HEAD.search(text) and BODY.search(text)}
    inside = {text for text in texts if HEAD.search(text)} - both
    outside = {text for text in texts if BODY.search(text)} - both
    if texts and inside == texts:
        return fact("cranial", True, f"the site is {shown}", places)
    if texts and outside == texts:
        return fact("cranial", False, f"the site is {shown}", places)
    says = (
        f"the site ({shown}) does not say whether the target is inside the head"
        if texts
        else "no site is on record"
    )
    return fact("cranial", None, says, places)
