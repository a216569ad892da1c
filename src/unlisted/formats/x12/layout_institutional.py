# ruff: noqa: E501 - a table row is one line
"""The loops of the 837I, 005010X223A2: order, use, repetition; positions only, no wording."""

from __future__ import annotations

from unlisted.formats.x12.layout_shared import (
    SHARED,
    line_adjudication,
    other_payer_provider,
    place,
    provider,
)

_FACILITY = "+3 -4 -5 -6 -7 8=XX -10 -11 -12"
_CLAIM_REFS = "".join(
    f"REF S {n} +1={q} +2 -3 -4\n"
    for q, n in (
        ("4N", 1),
        ("9F", 1),
        ("G1", 1),
        ("F8", 1),
        ("9A", 1),
        ("9C", 1),
        ("LX", 5),
        ("D9", 1),
        ("LU", 1),
        ("EA", 1),
        ("P4", 1),
        ("G4", 1),
    )
)
_ALL = range(1, 13)


def _codes(values: str, use: str = "S", limit: int = 1, width: int = 12) -> str:
    """Return an ``HI`` line whose filled elements carry one of these qualifiers."""
    rules = " ".join(f"{n}.1={values}" for n in _ALL if n <= width)
    unused = " ".join(f"-{n}" for n in _ALL if n > width)
    return f"HI {use} {limit} {rules} {unused}".rstrip() + "\n"


_HI = (
    _codes("ABK,BK", "R", 1, 1)
    + _codes("ABJ,BJ", width=1)
    + _codes("APR,PR", width=3)
    + _codes("ABN,BN")
    + _codes("DR", width=1)
    + _codes("ABF,BF", limit=2)
    + _codes("BBR,BR,CAH", width=1)
    + _codes("BBQ,BQ", limit=2)
    + _codes("BI", limit=2)
    + _codes("BH", limit=2)
    + _codes("BE", limit=2)
    + _codes("BG", limit=2)
    + _codes("TC", limit=2)
)

INSTITUTIONAL = (
    """
@ST
ST R 1 1=837 +3
BHT R 1 1=0019 2=00,18 +6=31,CH,RP
> 1000A R 1
> 1000B R 1
> 2000A R 0
SE R 1
@2000A
HL R 1 +1 -2 +3=20 +4=1
PRV S 1 +1=BI +2=PXC +3 -4 -5 -6
CUR S 1 +1=85 -3
> 2010AA R 1
= 2010AB S 1
= 2010AC S 1
> 2000B R 0
@2010AA
NM1 R 1 +1=85 2=2 +3 -4 -5 -6 -7 8=XX -10 -11 -12
N3 R 1
N4 R 1 -5 -6
REF R 1 +1=EI +2 -3 -4
PER S 2 +1=IC +3=EM,FX,TE +4 5=EM,EX,FX,TE 7=EM,EX,FX,TE -9
@2010AB
NM1 R 1 +1=87 2=2 -3 -4 -5 -6 -7 -8 -9 -10 -11 -12
N3 R 1
N4 R 1 -5 -6
@2000B
HL R 1 +1 +2 +3=22 +4=0,1
SBR R 1 1=A,B,C,D,E,F,G,H,P,S,T,U 2=18 -5 -6 -7 -8
> 2010BA R 1
= 2010BB R 1
> 2300 S 100
> 2000C S 0
@2010BA
NM1 R 1 +1=IL 2=1,2 +3 -6 8=II,MI -10 -11 -12
N3 S 1
N4 S 1 -5 -6
DMG S 1 +1=D8 +2 +3=F,M,U -4 -5 -6 -7 -8 -9 -10 -11
REF S 1 +1=SY +2 -3 -4
REF S 1 +1=Y4 +2 -3 -4
@2000C
HL R 1 +1 +2 +3=23 +4=0
PAT R 1 +1=01,19,20,21,39,40,53,G8 -2 -3 -4 -5 -6 -7 -8 -9
> 2010CA R 1
> 2300 R 100
@2010CA
NM1 R 1 +1=QC 2=1 +3 -6 -8 -9 -10 -11 -12
N3 R 1
N4 R 1 -5 -6
DMG R 1 +1=D8 +2 +3=F,M,U -4 -5 -6 -7 -8 -9 -10 -11
REF S 1 +1=Y4 +2 -3 -4
REF S 1 +1=1W,SY +2 -3 -4
@2300
CLM R 1 -3 -4 +5 5.2=A -6 +7=A,B,C +8=N,W,Y +9=I,Y -10 -11 -12 -13 -14 -15 -16 -17 -18 -19 20=1,2,3,4,5,6,7,8,9,10,11,15
DTP S 1 +1=096 2=TM
DTP R 1 +1=434 2=RD8
DTP S 1 +1=435 2=D8,DT
DTP S 1 +1=050 2=D8
CL1 R 1 +3 -4
PWK S 10 2=AA,BM,EL,EM,FT,FX -3 -4 5=AC -7 -8 -9
CN1 S 1 1=01,02,03,04,05,06,09
AMT S 1 +1=F3 -3
"""
    + _CLAIM_REFS
    + """K3 S 10 -2 -3
NTE S 10 +1=ALG,DCP,DGN,DME,MED,NTR,ODT,RHB,RLH,RNH,SET,SFM,SPT,UPI
NTE S 1 +1=ADD
CRC S 1 +1=ZZ
"""
    + _HI
    + """HCP S 1
> 2310A S 1
= 2310B S 1
= 2310C S 1
= 2310D S 1
= 2310E S 1
= 2310F S 1
> 2320 S 10
> 2400 R 999
"""
    + provider("2310A", "71", "1", "0B,1G,G2,LU", taxonomy="AT")
    + provider("2310B", "72", "1", "0B,1G,G2,LU")
    + provider("2310C", "ZZ", "1", "0B,1G,G2,LU")
    + provider("2310D", "82", "1", "0B,1G,G2,LU")
    + place("2310E", "77", _FACILITY, "REF S 3 +1=0B,G2,LU +2 -3 -4\n")
    + provider("2310F", "DN", "1", "0B,1G,G2", ref_max=3)
    + """@2320
SBR R 1 1=A,B,C,D,E,F,G,H,P,S,T,U +2=01,18,19,20,21,39,40,53,G8 -5 -6 -7 -8
CAS S 5 1=CO,CR,OA,PI,PR
AMT S 1 +1=D -3
AMT S 1 +1=EAF -3
AMT S 1 +1=A8 -3
OI R 1 -1 -2 +3=N,W,Y -4 -5 +6=I,Y
MIA S 1
MOA S 1
> 2330A R 1
= 2330B R 1
= 2330C S 1
= 2330D S 1
= 2330E S 1
= 2330F S 1
= 2330G S 1
= 2330H S 1
= 2330I S 1
"""
    + other_payer_provider("2330C", "71", "1", "0B,1G,G2,LU")
    + other_payer_provider("2330D", "72", "1", "0B,1G,G2,LU")
    + other_payer_provider("2330E", "ZZ", "1", "0B,1G,G2,LU")
    + other_payer_provider("2330F", "77", "2", "0B,G2,LU", 3)
    + other_payer_provider("2330G", "82", "1", "0B,1G,G2,LU")
    + other_payer_provider("2330H", "DN", "1", "0B,1G,G2", 3)
    + other_payer_provider("2330I", "85", "2", "G2,LU", 2)
    + """@2400
LX R 1
SV2 R 1 +1 2.1=ER,HC,HP,IV,WK +3 +4=DA,UN +5 -6 -8 -9 -10
PWK S 10 2=AA,BM,EL,EM,FT,FX -3 -4 5=AC -7 -8 -9
DTP S 1 +1=472 2=D8,RD8
REF S 1 +1=6R +2 -3 -4
REF S 1 +1=9B +2 -3 -4
REF S 1 +1=9D +2 -3 -4
AMT S 1 +1=GT -3
AMT S 1 +1=N8 -3
NTE S 1 +1=TPO
HCP S 1
> 2410 S 1
> 2420A S 1
= 2420B S 1
= 2420C S 1
= 2420D S 1
> 2430 S 15
"""
    + provider("2420A", "72", "1", "0B,1G,G2,LU", ref_max=20)
    + provider("2420B", "ZZ", "1", "0B,1G,G2,LU", ref_max=20)
    + provider("2420C", "82", "1", "0B,1G,G2,LU", ref_max=20)
    + provider("2420D", "DN", "1", "0B,1G,G2", ref_max=20)
    + line_adjudication("+4")
    + SHARED
)
