"""What a person may enter for an element of the checklist, by role."""

from __future__ import annotations

from unlisted.desk.models import Membership
from unlisted.desk.permissions import Action
from unlisted.episode.episode import Episode
from unlisted.formats.forms.ask import ADMINISTRATIVE, Group, ask_for


def groups_for(by: Membership, episode: Episode, element: str) -> tuple[Group, ...]:
    """Return what this person may enter for an element."""
    asked = ask_for(episode, element)
    return tuple(group for group in asked if by.can(action_for(group.section)))


def action_for(section: str) -> Action:
    """Return what one has to be allowed to enter facts of a section."""
    return Action.ENTER_FACTS if section in ADMINISTRATIVE else Action.ENTER_CLINICAL_FACTS
