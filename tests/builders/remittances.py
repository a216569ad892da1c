"""Small 835 files for the tests: synthetic, balanced unless a test spoils them."""

from __future__ import annotations

HEADER = (
    "ISA*00*          *00*          *ZZ*EXAMPLEPAYER   *ZZ*EXAMPLECLINIC  "
    "*260901*1200*^*00501*{number:09d}*0*T*:~"
    "GS*HP*EXAMPLEPAYER*EXAMPLECLINIC*20260901*1200*{number}*X*005010X221A1~"
)
TRAILER = "GE*{sets}*{number}~IEA*1*{number:09d}~"
BODY = (
    "BPR*I*{amount}*C*ACH*CCP*01*999999992*DA*1*1999999999**01*999999992*DA*2*20260901~"
    "TRN*1*{trace}*1999999999~DTM*405*20260901~N1*PR*EXAMPLE PLAN~N1*PE*EXAMPLE CLINIC*XX*1234567893~LX*1~"
)
PAID_CLAIM = (
    "CLP*CASE1*1*1500*900*100*12*PAYER001*11*1~NM1*QC*1*TESTPATIENT*PAT****MI*TST000000001~MOA***MA01~"
    "SVC*HC:77499:26*1500*900**1~DTM*472*20260803~CAS*CO*45*500~CAS*PR*2*100~REF*6R*LINE1~AMT*B6*1000~"
    "LQ*HE*N631~"
)
DENIED_CLAIM = (
    "CLP*CASE2*4*1500*0**12*PAYER002*11*1~NM1*QC*1*TESTPATIENT*SAM****MI*TST000000002~"
    "SVC*HC:77499*1500*0**1~DTM*472*20260804~CAS*CO*16*1500~REF*6R*LINE2~LQ*HE*N350~LQ*HE*MA130~"
)


def payment(claims: str, amount: str, *, trace: str = "TRACE1", control: str = "0001", plb: str = "") -> str:
    """Return one transaction set, its segments counted."""
    inner = BODY.format(amount=amount, trace=trace) + claims + plb
    return f"ST*835*{control}~{inner}SE*{inner.count('~') + 2}*{control}~"


def interchange(*sets: str, number: int = 1) -> str:
    """Return one interchange."""
    return HEADER.format(number=number) + "".join(sets) + TRAILER.format(sets=len(sets), number=number)


def usual(number: int = 1, trace: str = "TRACE1") -> str:
    """Return an interchange with a paid and a denied claim."""
    return interchange(payment(PAID_CLAIM + DENIED_CLAIM, "900", trace=trace), number=number)
