# ruff: noqa: E501 - a table row is one line
"""Loops that the 837P and the 837I share: order, use and repetition of segments; positions only, no wording.

A line is ``SEGMENT use max rules``; ``use`` R needed, S as the case asks; ``max`` 0 is without limit. Rules:
``+3`` needed, ``-3`` not used, ``3=A,B`` one of these where it stands, ``+3=A,B`` needed and one of these,
``1.1=A`` a component. ``> 2300 S 100`` opens an inner loop; ``=`` one that may stand in any order with the
loop before it. Lines that follow each other with the same segment id may stand in any order.
"""

from __future__ import annotations

SHARED = """
@1000A
NM1 R 1 +1=41 2=1,2 +3 -6 -7 +8=46 +9 -10 -11 -12
PER R 2 +1=IC +3=ED,EM,FX,TE +4 5=ED,EM,EX,FX,TE 7=ED,EM,EX,FX,TE -9
@1000B
NM1 R 1 +1=40 2=2 +3 -4 -5 -6 -7 +8=46 +9 -10 -11 -12
@2010AC
NM1 R 1 +1=PE 2=2 +3 -4 -5 -6 -7 +8=PI,XV +9 -10 -11 -12
N3 R 1
N4 R 1 -5 -6
REF S 1 +1=2U,FY,NF +2 -3 -4
REF R 1 +1=EI +2 -3 -4
@2010BB
NM1 R 1 +1=PR 2=2 +3 -4 -5 -6 -7 +8=PI,XV +9 -10 -11 -12
N3 S 1
N4 S 1 -5 -6
REF S 3 +1=2U,EI,FY,NF +2 -3 -4
REF S 2 +1=G2,LU +2 -3 -4
@2330A
NM1 R 1 +1=IL 2=1,2 +3 -6 +8=II,MI +9 -10 -11 -12
N3 S 1
N4 S 1 -5 -6
REF S 2 +1=SY +2 -3 -4
@2330B
NM1 R 1 +1=PR 2=2 +3 -4 -5 -6 -7 +8=PI,XV +9 -10 -11 -12
N3 S 1
N4 S 1 -5 -6
DTP S 1 +1=573 2=D8
REF S 2 +1=2U,EI,FY,NF +2 -3 -4
REF S 1 +1=G1 +2 -3 -4
REF S 1 +1=9F +2 -3 -4
REF S 1 +1=T4 +2 -3 -4
REF S 1 +1=F8 +2 -3 -4
@2410
LIN R 1 -1 2=EN,EO,HI,N4,ON,UK,UP
CTP R 1 -1 -2 -3 +4 +5 5.1=F2,GR,ME,ML,UN
REF S 1 +1=VY,XZ +2 -3 -4
"""


def provider(name: str, code: str, kinds: str, refs: str, taxonomy: str = "", ref_max: int = 4) -> str:
    """Return a loop of a person or entity with NPI and secondary identifiers."""
    lines = [f"@{name}", f"NM1 R 1 +1={code} 2={kinds} +3 -6 8=XX -10 -11 -12"]
    if taxonomy:
        lines.append(f"PRV S 1 +1={taxonomy} +2=PXC +3 -4 -5 -6")
    lines.append(f"REF S {ref_max} +1={refs} +2 -3")
    return "\n".join(lines) + "\n"


def other_payer_provider(name: str, code: str, kinds: str, refs: str, ref_max: int = 4) -> str:
    """Return a loop of a provider as another payer knows it: identifiers only."""
    return f"@{name}\nNM1 R 1 +1={code} 2={kinds} -3 -4 -5 -6 -7 -8 -9 -10 -11 -12\nREF R {ref_max} +1={refs} +2 -3 -4\n"


def place(name: str, code: str, head: str, extra: str = "") -> str:
    """Return a loop of a place: name as ``head`` says, address, and what else stands there."""
    return f"@{name}\nNM1 R 1 +1={code} 2=2 {head}\nN3 R 1\nN4 R 1 -5 -6\n{extra}"


def line_adjudication(revenue: str) -> str:
    """Return loop 2430; ``revenue`` is the rule on SVD04, which only institutional claims fill."""
    return f"""@2430
SVD R 1 3.1=ER,HC,HP,IV,WK {revenue} +5
CAS S 5 1=CO,CR,OA,PI,PR
DTP R 1 +1=573 2=D8
AMT S 1 +1=EAF -3
"""
