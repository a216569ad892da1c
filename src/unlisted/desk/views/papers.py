"""Files of packets and appeals: ask for them, take them."""

from __future__ import annotations

import mimetypes

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse

from unlisted.desk.models import PaperFile
from unlisted.desk.permissions import Action
from unlisted.desk.selectors.appeals import appeal_of
from unlisted.desk.selectors.cases import packet_of
from unlisted.desk.selectors.papers import paper_file_of
from unlisted.desk.services.papers import ask_for_papers, hand_out
from unlisted.desk.views.page import DeskRequest, back, page

ASKED = "The files are being made; this page shows them when they are there."


@page(Action.ENTER_FACTS, "POST")
def of_packet(request: DeskRequest, number: int, pk: int) -> HttpResponse:
    """Queue the files of a packet."""
    case, found = packet_of(request.membership, number, pk)
    ask_for_papers(by=request.membership, case=case, packet=found)
    messages.success(request, ASKED)
    return back(request, "case-packet-page", number=number, pk=pk)


@page(Action.ENTER_FACTS, "POST")
def of_appeal(request: DeskRequest, number: int, pk: int) -> HttpResponse:
    """Queue the files of an appeal."""
    case, found = appeal_of(request.membership, number, pk)
    ask_for_papers(by=request.membership, case=case, appeal=found)
    messages.success(request, ASKED)
    return back(request, "case-appeal-page", number=number, pk=pk)


@page(Action.SEE_CASES)
def download(request: DeskRequest, number: int, pk: int) -> HttpResponseBase:
    """Hand a file out as an attachment; taking it is recorded."""
    case, found = paper_file_of(request.membership, number, pk)
    blocks = hand_out(by=request.membership, case=case, file=found)
    kind = mimetypes.guess_type(found.name)[0] or "application/octet-stream"
    response = StreamingHttpResponse(blocks, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{file_name(number, found)}"'
    response["Content-Length"] = str(found.size)
    return response


def file_name(number: int, file: PaperFile) -> str:
    """Return a name without the patient: case, paper, state, and the place in the set."""
    paper = (
        f"packet-{file.packet.version}"
        if file.packet
        else f"appeal-{file.appeal.level if file.appeal else 0}"
    )
    state = "signed" if file.signed else "draft"
    kept = file.name.replace("/", "-")
    return "".join(c for c in f"case-{number}-{paper}-{state}-{kept}" if c.isalnum() or c in "-.")
