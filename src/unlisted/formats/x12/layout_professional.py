# ruff: noqa: E501 - a table row is one line
"""The loops of the 837P, 005010X222A1: order, use, repetition; positions only, no wording."""

from __future__ import annotations

from unlisted.formats.x12.layout_shared import (
    SHARED,
    line_adjudication,
    other_payer_provider,
    place,
    provider,
)

_AMBULANCE = "-3 -4 -5 -6 -7 -8 -9 -10 -11 -12"
_DROP = "-4 -5 -6 -7 -8 -9 -10 -11 -12"
_FACILITY = "+3 -4 -5 -6 -7 8=XX -10 -11 -12"
_DATES = "".join(
    f"DTP S {n} +1={q} 2={f}\n"
    for q, f, n in (
        ("431", "D8", 1),
        ("454", "D8", 1),
        ("304", "D8", 1),
        ("453", "D8", 1),
        ("439", "D8", 1),
        ("484", "D8", 1),
        ("455", "D8", 1),
        ("471", "D8", 1),
        ("314,360,361", "D8,RD8", 1),
        ("297", "D8", 1),
        ("296", "D8", 1),
        ("435", "D8", 1),
        ("096", "D8", 1),
        ("090,091", "D8", 2),
        ("444", "D8", 1),
        ("050", "D8", 1),
    )
)
_CLAIM_REFS = "".join(
    f"REF S 1 +1={q} +2 -3 -4\n"
    for q in ("4N", "F5", "EW", "9F", "G1", "F8", "X4", "9A", "9C", "LX", "D9", "EA", "P4", "1J")
)
_LINE_REFS = "".join(
    f"REF S {n} +1={q} +2 -3\n"
    for q, n in (
        ("9B", 1),
        ("9D", 1),
        ("G1", 5),
        ("6R", 1),
        ("EW", 1),
        ("X4", 1),
        ("F4", 1),
        ("BT", 1),
        ("9F", 5),
    )
)

PROFESSIONAL = (
    """
@ST
ST R 1 1=837 +3
BHT R 1 1=0019 2=00,18 +6=CH,RP,31
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
NM1 R 1 +1=85 2=1,2 +3 -6 8=XX -10 -11 -12
N3 R 1
N4 R 1 -5 -6
REF R 1 +1=EI,SY +2 -3 -4
REF S 2 +1=0B,1G +2 -3 -4
PER S 2 +1=IC +3=EM,FX,TE +4 5=EM,EX,FX,TE 7=EM,EX,FX,TE -9
@2010AB
NM1 R 1 +1=87 2=1,2 -3 -4 -5 -6 -7 -8 -9 -10 -11 -12
N3 R 1
N4 R 1 -5 -6
@2000B
HL R 1 +1 +2 +3=22 +4=0,1
SBR R 1 1=A,B,C,D,E,F,G,H,P,S,T,U 2=18 5=12,13,14,15,16,41,42,43,47 -6 -7 -8
PAT S 1 -1 -2 -3 -4 5=D8 7=01 9=Y
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
PER S 1 +1=IC +3=TE +4 5=EX -7 -8 -9
@2000C
HL R 1 +1 +2 +3=23 +4=0
PAT R 1 +1=01,19,20,21,39,40,53,G8 -2 -3 -4 5=D8 7=01 9=Y
> 2010CA R 1
> 2300 R 100
@2010CA
NM1 R 1 +1=QC 2=1 +3 -6 -8 -9 -10 -11 -12
N3 R 1
N4 R 1 -5 -6
DMG R 1 +1=D8 +2 +3=F,M,U -4 -5 -6 -7 -8 -9 -10 -11
REF S 1 +1=Y4 +2 -3 -4
REF S 1 +1=1W,SY +2 -3 -4
PER S 1 +1=IC +3=TE +4 5=EX -7 -8 -9
@2300
CLM R 1 -3 -4 +5 5.2=B +6=N,Y +7=A,B,C +8=N,W,Y +9=I,Y 10=P 12=02,03,05,09 -13 -14 -15 -16 -17 -18 -19 20=1,2,3,4,5,6,7,8,9,10,11,15
"""
    + _DATES
    + """PWK S 10 2=AA,BM,EL,EM,FT,FX -3 -4 5=AC -7 -8 -9
CN1 S 1 1=01,02,03,04,05,06,09
AMT S 1 +1=F5 -3
"""
    + _CLAIM_REFS
    + """K3 S 10 -2 -3
NTE S 1 +1=ADD,CER,DCP,DGN,TPO
CR1 S 1
CR2 S 1
CRC S 3 +1=07
CRC S 3 +1=E1,E2,E3
CRC S 1 +1=75
CRC S 1 +1=ZZ
HI R 1 1.1=ABK,BK 2.1=ABF,BF 3.1=ABF,BF 4.1=ABF,BF 5.1=ABF,BF 6.1=ABF,BF 7.1=ABF,BF 8.1=ABF,BF 9.1=ABF,BF 10.1=ABF,BF 11.1=ABF,BF 12.1=ABF,BF
HI S 1 1.1=BP 2.1=BO
HI S 2 1.1=BG
HCP S 1
> 2310A S 2
= 2310B S 1
= 2310C S 1
= 2310D S 1
= 2310E S 1
= 2310F S 1
> 2320 S 10
> 2400 R 50
"""
    + provider("2310A", "DN,P3", "1", "0B,1G,G2")
    + provider("2310B", "82", "1,2", "0B,1G,G2,LU", taxonomy="PE")
    + place("2310C", "77", _FACILITY, "REF S 3 +1=0B,G2,LU +2 -3 -4\nPER S 1 +1=IC +3=TE +4 5=EX -7 -8 -9\n")
    + provider("2310D", "DQ", "1", "0B,1G,G2,LU")
    + place("2310E", "PW", _AMBULANCE)
    + place("2310F", "45", _DROP)
    + """@2320
SBR R 1 1=A,B,C,D,E,F,G,H,P,S,T,U +2=01,18,19,20,21,39,40,53,G8 5=12,13,14,15,16,41,42,43,47 -6 -7 -8
CAS S 5 1=CO,CR,OA,PI,PR
AMT S 1 +1=D -3
AMT S 1 +1=A8 -3
AMT S 1 +1=EAF -3
OI R 1 -1 -2 +3=N,W,Y 4=P -5 +6=I,Y
MOA S 1
> 2330A R 1
= 2330B R 1
= 2330C S 2
= 2330D S 1
= 2330E S 1
= 2330F S 1
= 2330G S 1
"""
    + other_payer_provider("2330C", "DN,P3", "1", "0B,1G,G2", 3)
    + other_payer_provider("2330D", "82", "1,2", "0B,1G,G2,LU", 3)
    + other_payer_provider("2330E", "77", "2", "0B,G2,LU", 3)
    + other_payer_provider("2330F", "DQ", "1", "0B,1G,G2,LU", 3)
    + other_payer_provider("2330G", "85", "1,2", "G2,LU", 2)
    + """@2400
LX R 1
SV1 R 1 1.1=ER,HC,IV,WK +2 +3=MJ,UN +4 -6 +7 -8 9=Y -10 11=Y 12=Y -13 -14 15=0
SV5 S 1 2=DA +4 +5
PWK S 11 2=AA,BM,EL,EM,FT,FX,AB,AD,AF,AG,NS -3 -4 5=AC -7 -8 -9
CR1 S 1
CR3 S 1 1=I,R,S
CRC S 3 +1=07
CRC S 1 +1=70
CRC S 1 +1=09
DTP R 1 +1=472 2=D8,RD8
DTP S 1 +1=471 2=D8
DTP S 1 +1=607 2=D8
DTP S 1 +1=463 2=D8
DTP S 1 +1=461 2=D8
DTP S 1 +1=304 2=D8
DTP S 2 +1=738,739 2=D8
DTP S 1 +1=011 2=D8
DTP S 1 +1=455 2=D8
DTP S 1 +1=454 2=D8
QTY S 1 +1=PT -3 -4
QTY S 1 +1=FL -3 -4
MEA S 5 1=OG,TR 2=HT,R1,R2,R3,R4
CN1 S 1 1=01,02,03,04,05,06,09
"""
    + _LINE_REFS
    + """AMT S 1 +1=T -3
AMT S 1 +1=F4 -3
K3 S 10 -2 -3
NTE S 1 +1=ADD,DCP
NTE S 1 +1=TPO
PS1 S 1 -3
HCP S 1
> 2410 S 1
> 2420A S 1
= 2420B S 1
= 2420C S 1
= 2420D S 1
= 2420E S 1
= 2420F S 2
= 2420G S 1
= 2420H S 1
> 2430 S 15
> 2440 S 0
"""
    + provider("2420A", "82", "1,2", "0B,1G,G2,LU", taxonomy="PE", ref_max=20)
    + provider("2420B", "QB", "1,2", "0B,1G,G2", ref_max=20).replace("+3 -6", "-3 -4 -5 -6 -7")
    + place("2420C", "77", _FACILITY, "REF S 3 +1=G2,LU +2 -3\n")
    + provider("2420D", "DQ", "1", "0B,1G,G2,LU", ref_max=20)
    + """@2420E
NM1 R 1 +1=DK 2=1 +3 -6 8=XX -10 -11 -12
N3 S 1
N4 S 1 -5 -6
REF S 20 +1=0B,1G,G2 +2 -3
PER S 1 +1=IC +3=EM,FX,TE +4 5=EM,EX,FX,TE 7=EM,EX,FX,TE -9
"""
    + provider("2420F", "DN,P3", "1", "0B,1G,G2", ref_max=20)
    + place("2420G", "PW", _AMBULANCE)
    + place("2420H", "45", _DROP)
    + "@2440\nLQ R 1 1=AS,UT +2\nFRM R 99\n"
    + line_adjudication("-4 +3")
    + SHARED
)
