"""What is set aside comes back as it was, and the stream is given back."""

from __future__ import annotations

from io import BytesIO

from unlisted.formats.aside import Aside, AsideList


def test_values_come_back_in_order_whatever_their_number() -> None:
    streams: list[BytesIO] = []

    def opened() -> BytesIO:
        streams.append(BytesIO())
        return streams[-1]

    few, many = AsideList(opened), AsideList(opened)
    few.extend(range(3))
    many.extend((number, str(number)) for number in range(1_000))
    assert list(few) == [0, 1, 2]
    assert list(many) == list(many) == [(number, str(number)) for number in range(1_000)]
    assert len(streams) == 1  # few values need no stream
    many.close()
    assert streams[0].closed


def test_heavy_values_do_not_wait_in_memory() -> None:
    streams: list[BytesIO] = []

    def opened() -> BytesIO:
        streams.append(BytesIO())
        return streams[-1]

    values = AsideList(opened)
    values.append("heavy", weight=10_000)
    assert streams
    assert list(values) == ["heavy"]


def test_a_value_is_read_from_its_place_after_others_were_put() -> None:
    aside = Aside()
    first = aside.put(("a", 1))
    second = aside.put(["b"])
    assert aside.get(first) == ("a", 1)
    third = aside.put("c")
    assert [aside.get(place) for place in (third, second, first)] == ["c", ["b"], ("a", 1)]
    aside.close()
