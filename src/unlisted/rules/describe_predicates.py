"""Write the page of predicates from the code, so that it cannot drift."""

from __future__ import annotations

from unlisted.rules.checks import PREDICATES

_HEAD = """\
<!-- generated from unlisted.rules.checks by `unlisted rules predicates`; a test compares the two -->

# Predicates

The tests a rule may use in `check`. Each looks at one fact of the claim line and answers met, unmet or
unknown. A fact that is not given is unknown, and unknown never counts as met.

| predicate | argument | fact | met when |
|---|---|---|---|
"""

_TAIL = """
## Joining predicates

| word | argument | met | unmet | else |
|---|---|---|---|---|
| `all` | list of checks | all are met | one is unmet | unknown |
| `any` | list of checks | one is met | all are unmet | unknown |
| `not` | one check | the check is unmet | the check is met | unknown |
| `at_least` | `{n: 2, of: [ … ]}` | n are met | n can no longer be met | unknown |

The table is the strong three-valued logic of Kleene. A check is nested at most 6 deep.

## Facts of a case

`given` may hold, each optional:

- texts: `code` `billing_class` `line_of_business` `state` `setting` `place_of_service` `description`;
- lists, `[]` for none: `documents` `authorizations` `modifiers` `elements`;
- a whole number: `units`;
- mappings: `narrative` (place: text), `days_since` (event: whole days), `course` (named fact of the
  treatment course: true, false or a whole number).

A rule about another code, class, state, setting or line of business than the one given answers
`not_applicable`; one of these that is left out is taken as in scope.

## What a case may expect

`met` `unmet` `unknown` `not_applicable` `answered` (the rule in force has no check) `unavailable`.
"""


def predicates_page() -> str:
    """Return ``docs/reference/predicates.md``."""
    rows = [
        f"| `{item.name}` | {item.argument.value} | `{item.fact}` | {item.meaning} |"
        for item in sorted(PREDICATES.values(), key=lambda predicate: predicate.name)
    ]
    return _HEAD + "\n".join(rows) + "\n" + _TAIL
