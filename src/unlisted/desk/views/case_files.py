"""What a case can be taken out as: its record, and the files it was made from."""

from __future__ import annotations

from typing import TypeVar

from django.http import HttpResponse, StreamingHttpResponse
from django.utils.http import content_disposition_header

from unlisted.desk.files import take_blocks
from unlisted.desk.permissions import Action
from unlisted.desk.selectors.cases import case_of, newest_record
from unlisted.desk.selectors.files import file_of
from unlisted.desk.services.work import note_access
from unlisted.desk.views.page import DeskRequest, page
from unlisted.formats.episode_json import read_episode_json
from unlisted.formats.fhir.exporter import export_fhir

Answer = TypeVar("Answer", HttpResponse, StreamingHttpResponse)


@page(Action.TAKE_RECORDS)
def record(request: DeskRequest, number: int, kind: str) -> HttpResponse:
    """Hand out the record: the episode file, or a FHIR bundle of it."""
    case = case_of(request.membership, number)
    data = bytes(newest_record(case).content)
    name = f"case-{number}-episode.json"
    if kind == "fhir":
        data, name = export_fhir(read_episode_json("episode", data)), f"case-{number}-fhir.json"
    note_access(by=request.membership, case=case, what="record downloaded")
    return _attached(HttpResponse(data, content_type="application/json"), name)


@page(Action.TAKE_RECORDS)
def file(request: DeskRequest, number: int, pk: int) -> StreamingHttpResponse:
    """Hand out a file as it was handed in."""
    case = case_of(request.membership, number)
    found = file_of(case, pk)
    blocks = take_blocks(found.stored)
    note_access(by=request.membership, case=case, what="file downloaded")
    answer = StreamingHttpResponse(blocks, content_type="application/octet-stream")
    return _attached(answer, found.name.rpartition("/")[2] or "file")


def _attached(answer: Answer, name: str) -> Answer:
    answer["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return answer
