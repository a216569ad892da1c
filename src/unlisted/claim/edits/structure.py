"""Rules of shape, SNIP types 1 and 2: envelopes, elements, order and repetition. Readers report them."""

from __future__ import annotations

from unlisted.claim.edits.catalogue import ADVICE, BLOCKING, WARNING, rule

_CONTROL = "X12.5 interchange control structures"
_SYNTAX = "X12.6 application control structure"
_LAYOUT = "positions of 005010X222A1 and 005010X223A2, as in the pyx12 4.0.0 maps; checked 2026-11-23"
_COUNTS = "let the program that writes the file count; do not edit by hand"
_CONTROLS = "write the header's control number into the trailer"

UNREADABLE = rule(
    "snip1.unreadable",
    1,
    BLOCKING,
    "the file cannot be divided into segments",
    "send the file again, whole and as X12",
    _CONTROL,
)
TOO_MANY = rule(
    "snip1.too_many_findings",
    1,
    WARNING,
    "there are more findings than are listed",
    "mend those listed first, then check again",
    "limit of this program",
)
HEADER_MISSING = rule(
    "snip1.header_missing",
    1,
    BLOCKING,
    "an envelope has no header",
    "put ISA, GS and ST before the claims",
    _CONTROL,
)
TRAILER_MISSING = rule(
    "snip1.trailer_missing", 1, BLOCKING, "an envelope is not closed", "close with SE, GE and IEA", _CONTROL
)
OUTSIDE = rule(
    "snip1.segment_outside",
    1,
    BLOCKING,
    "a segment stands outside its envelope",
    "move the segment between ST and SE, or take it out",
    _CONTROL,
)
INTERCHANGE_CONTROL = rule(
    "snip1.interchange_control",
    1,
    BLOCKING,
    "the interchange's two control numbers differ",
    _CONTROLS,
    _CONTROL,
)
GROUP_CONTROL = rule(
    "snip1.group_control", 1, BLOCKING, "the group's two control numbers differ", _CONTROLS, _CONTROL
)
SET_CONTROL = rule(
    "snip1.set_control", 1, BLOCKING, "the transaction set's two control numbers differ", _CONTROLS, _CONTROL
)
GROUP_COUNT = rule("snip1.group_count", 1, BLOCKING, "the count of groups is wrong", _COUNTS, _CONTROL)
SET_COUNT = rule("snip1.set_count", 1, BLOCKING, "the count of transaction sets is wrong", _COUNTS, _CONTROL)
SEGMENT_COUNT = rule("snip1.segment_count", 1, BLOCKING, "the count of segments is wrong", _COUNTS, _CONTROL)
CONTROL_REPEATED = rule(
    "snip1.control_repeated",
    1,
    BLOCKING,
    "a control number is used twice",
    "give every interchange, group and set its own number",
    _CONTROL,
)
VERSIONS_DIFFER = rule(
    "snip1.versions_differ",
    1,
    BLOCKING,
    "group and transaction set name different versions",
    "write one version into GS08 and ST03",
    _CONTROL,
)
UNKNOWN_SEGMENT = rule(
    "snip1.unknown_segment",
    1,
    BLOCKING,
    "this segment does not exist in a claim file",
    "take the segment out; look for a missing or doubled terminator",
    _SYNTAX,
)
TOO_LONG = rule("snip1.too_long", 1, BLOCKING, "an element is too long", "shorten it to its limit", _SYNTAX)
TOO_SHORT = rule("snip1.too_short", 1, BLOCKING, "an element is too short", "write it in full", _SYNTAX)
NOT_A_NUMBER = rule(
    "snip1.not_a_number",
    1,
    BLOCKING,
    "an element is not a plain number",
    "write digits, at most one point, no sign of currency, no thousands separator",
    _SYNTAX,
)
NOT_A_DATE = rule(
    "snip1.not_a_date",
    1,
    BLOCKING,
    "an element is no day of the calendar or not in the stated form",
    "write CCYYMMDD, or two such days with a hyphen for a range",
    _SYNTAX,
)
NOT_A_TIME = rule("snip1.not_a_time", 1, BLOCKING, "an element is no time", "write HHMM", _SYNTAX)
CHARACTERS = rule(
    "snip1.characters",
    1,
    BLOCKING,
    "an element holds characters outside the X12 sets",
    "replace accents, typographic marks and control characters by plain ones",
    _SYNTAX,
)
SPACES = rule("snip1.spaces", 1, WARNING, "an element begins or ends with spaces", "trim the value", _SYNTAX)
TOO_MANY_ELEMENTS = rule(
    "snip1.too_many_elements",
    1,
    BLOCKING,
    "a segment has more elements than exist",
    "look for a delimiter inside a value",
    _SYNTAX,
)
TOO_MANY_PARTS = rule(
    "snip1.too_many_components",
    1,
    BLOCKING,
    "an element has more components than exist",
    "look for the component delimiter inside a value",
    _SYNTAX,
)
TRAILING = rule(
    "snip1.trailing_delimiters",
    1,
    WARNING,
    "a segment ends in empty elements",
    "drop delimiters that nothing follows",
    _SYNTAX,
)
NEEDED_BY_STANDARD = rule(
    "snip1.element_missing",
    1,
    BLOCKING,
    "an element that the segment cannot do without is empty",
    "fill the element",
    _SYNTAX,
)
NOTE_PAIR = rule(
    "snip1.note_pair",
    1,
    BLOCKING,
    "elements that go together are only partly there",
    "fill all of them or none",
    _SYNTAX,
)
NOTE_ONE = rule(
    "snip1.note_at_least_one", 1, BLOCKING, "at least one of several elements is needed", "fill one", _SYNTAX
)
NOTE_ONLY = rule(
    "snip1.note_only_one", 1, BLOCKING, "only one of several elements may stand", "keep one", _SYNTAX
)
NOTE_CONDITION = rule(
    "snip1.note_condition",
    1,
    BLOCKING,
    "an element stands without the one it depends on",
    "fill the other element or empty this one",
    _SYNTAX,
)

VERSION = rule(
    "snip2.version",
    2,
    BLOCKING,
    "this version of the claim is not in use",
    "send 005010X222A1 (837P) or 005010X223A2 (837I)",
    "45 CFR 162.1102; versions as in pyx12 4.0.0",
)
SEGMENT_MISSING = rule(
    "snip2.segment_missing",
    2,
    BLOCKING,
    "a segment that is always needed is missing",
    "add the segment",
    _LAYOUT,
)
LOOP_MISSING = rule(
    "snip2.loop_missing", 2, BLOCKING, "a loop that is always needed is missing", "add the loop", _LAYOUT
)
SEGMENT_REPEATED = rule(
    "snip2.segment_repeated",
    2,
    BLOCKING,
    "a segment stands more often than it may",
    "keep the first",
    _LAYOUT,
)
LOOP_REPEATED = rule(
    "snip2.loop_repeated",
    2,
    BLOCKING,
    "a loop stands more often than it may",
    "drop it, or divide the claim",
    _LAYOUT,
)
ORDER = rule(
    "snip2.order",
    2,
    BLOCKING,
    "a segment stands too late in its loop",
    "keep the order: dates, PWK, REF, NTE, HI",
    _LAYOUT,
)
UNEXPECTED = rule(
    "snip2.unexpected_segment", 2, BLOCKING, "a segment has no place here", "take it out or move it", _LAYOUT
)
QUALIFIER = rule(
    "snip2.qualifier",
    2,
    BLOCKING,
    "a qualifier is not one of those used here",
    "use a qualifier that belongs into this loop",
    _LAYOUT,
)
CODE = rule(
    "snip2.code_value", 2, BLOCKING, "a code is not one of those used here", "use a code of the list", _LAYOUT
)
NEEDED = rule(
    "snip2.element_missing", 2, BLOCKING, "an element that is always needed here is empty", "fill it", _LAYOUT
)
NOT_USED = rule(
    "snip2.element_not_used", 2, BLOCKING, "an element that is not used here is filled", "empty it", _LAYOUT
)
HL_NUMBER = rule(
    "snip2.hl_number",
    2,
    BLOCKING,
    "the hierarchical numbers do not count up from 1",
    "number HL01 from 1 without gaps in each transaction set",
    _LAYOUT,
)
HL_PARENT = rule(
    "snip2.hl_parent",
    2,
    BLOCKING,
    "HL02 does not name the loop above",
    "write the HL01 of the billing provider (for a subscriber) or of the subscriber (for a patient)",
    _LAYOUT,
)
HL_CHILD = rule(
    "snip2.hl_child",
    2,
    BLOCKING,
    "HL04 does not agree with whether a patient loop follows",
    "write 1 where a patient follows, else 0",
    _LAYOUT,
)
TEST_FILE = rule(
    "snip1.test_usage",
    1,
    ADVICE,
    "the file is marked as a test",
    "write P into ISA15 for claims to be paid",
    _CONTROL,
)
