r"""Calls about documents and files: EPCIS, and lists of any size. As those of :mod:`._calls`, the same in every language."""

from __future__ import annotations

import os
from typing import Any, Dict, Mapping, NamedTuple, Optional, Union

from ._calls import Answer, Text, _answer, _text
from ._tallymark import Table as _Table
from ._tallymark import read_events as _read_events

__all__ = [
    "EventTables",
    "check",
    "convert_epcis",
    "hash_events",
    "read_events",
    "validate",
]


def _document(document: Any) -> Dict[str, Any]:
    return {"path": os.fspath(document)} if isinstance(document, os.PathLike) else _text(document)


def check(
    *documents: Union[Text, "os.PathLike[str]"],
    profile: Optional[str] = None,
    partner: Optional[Mapping[str, Any]] = None,
    against: Optional[Union[Text, "os.PathLike[str]"]] = None,
    order: Optional[str] = None,
    now: Optional[str] = None,
    fix: bool = False,
) -> Answer:
    """Would a trading partner refuse these EPCIS documents: every problem with its place, cause and fix.

    >>> found = check("<EventList><ObjectEvent>").findings[0]
    >>> found.code, found.rule, found.line
    ('EV-205', 'unreadable', 1)

    Args:
        documents: EPCIS 1.2 or 2.0 as XML or JSON; earlier ones are the history of later ones. A ``str`` or bytes is the
            document itself, a path names its file.
        profile: ``"us-dscsa"`` for what partners in the United States ask for; only general rules if left out.
        partner: Rules and master data of the partner, with ``schema`` ``"tallymark-partner/1"``.
        against: An independent list of the items as CSV with ``serial`` and ``gtin``, or ``id``.
        order: ``"time"``, or ``"document"`` to let events count as they stand.
        now: No event is later than this, RFC 3339.
        fix: Correct the last document as far as that loses nothing: ``fixed.output`` is the copy, ``fixed.edits`` what
            differs, and the findings are those that remain in it.

    Raises:
        TallymarkError: A file cannot be opened, or there is no such profile.
    """
    return _answer(
        "check",
        documents=[_document(document) for document in documents],
        profile=profile,
        partner=None if partner is None else dict(partner),
        against=None if against is None else _document(against),
        order=order,
        now=now,
        fix=fix,
    )


def convert_epcis(
    document: Union[Text, "os.PathLike[str]"],
    to: str,
    *,
    version: Optional[str] = None,
    identifiers: Optional[str] = None,
    words: Optional[str] = None,
    gcp_length: Optional[int] = None,
    gcp_table: Optional[str] = None,
    gcp_overlay: Optional[str] = None,
) -> Answer:
    """An EPCIS document in another notation: ``output``, with ``losses`` and ``rejected`` events.

    >>> answer = convert_epcis('{"type": "ObjectEvent", "bizStep": "shipping"}', "xml", version="1.2")
    >>> "<bizStep>urn:epcglobal:cbv:bizstep:shipping</bizStep>" in answer.output, answer.losses
    (True, ())

    Args:
        document: EPCIS 1.2 or 2.0 as XML or JSON: a ``str`` or bytes, or a path.
        to: ``"json"`` or ``"xml"``.
        version: ``"1.2"`` or ``"2.0"``, of XML.
        identifiers: ``"urn"`` or ``"dl"``; identifiers stay as they are if left out.
        words: How words of the CBV are written: ``"bare"``, ``"urn"`` or ``"uri"``; as usual in the notation if left out.
        gcp_length: Digits of the GS1 Company Prefix, which EPC URNs need and Digital Links do not show.
        gcp_table: A table of prefixes.
        gcp_overlay: Own entries, believed before the table.

    Raises:
        TallymarkError: The document breaks off, the file cannot be opened, or there is no such notation.
    """
    return _answer(
        "convert_epcis",
        **_document(document),
        to=to,
        version=version,
        identifiers=identifiers,
        words=words,
        gcp_length=gcp_length,
        gcp_table=gcp_table,
        gcp_overlay=gcp_overlay,
    )


def hash_events(
    document: Union[Text, "os.PathLike[str]"], profile: str, *, prehash: bool = False
) -> Answer:
    """The hash of every event of an EPCIS document, in its order; ``same_as`` names an earlier event of the same hash.

    >>> hash_events('{"type": "ObjectEvent", "eventTime": "2026-03-04T10:00:00Z"}', "cbv-table").events[0].hash[:14]
    'ni:///sha-256;'

    Args:
        document: EPCIS 1.2 or 2.0 as XML or JSON: a ``str`` or bytes, or a path.
        profile: ``"cbv-table"``, ``"ref-1.9.3"`` or ``"raw-string-safe"``. Implementations of the hash differ, so there is
            no default; store the profile beside the hash.
        prehash: Give what was hashed as well.

    Raises:
        TallymarkError: The file cannot be opened, or there is no such profile.
    """
    return _answer("hash_events", **_document(document), profile=profile, prehash=prehash)


def validate(document: Union[Text, "os.PathLike[str]"], *, limit: int = 1000) -> Answer:
    """The verdict of the official schema on an EPCIS document, and how to mend what it does not accept.

    >>> verdict = validate('{"type": "ObjectEvent", "eventTime": "2026-03-04T10:00"}')
    >>> verdict.valid, verdict.faults[0].path, verdict.faults[0].code
    (False, '/@context', 'missing')

    Args:
        document: EPCIS 1.2 or 2.0 as XML or JSON: a ``str`` or bytes, or a path.
        limit: Faults to list at most; ``count`` has all.

    Returns:
        ``valid``, ``against`` (the schema), ``events``, ``count`` and ``faults``, each with ``code``, ``line``, ``column``,
        ``offset``, ``path``, ``event``, ``message``, ``expected`` and ``help``.

    Raises:
        TallymarkError: The file cannot be opened.
    """
    return _answer("validate", **_document(document), limit=limit)


class EventTables(NamedTuple):
    """The events of an EPCIS document; every table speaks Arrow and converts to pandas and Polars."""

    #: One row an event: ``event`` (its number from 1), ``line``, ``type``, ``action``, ``time``, ``record_time``,
    #: ``event_id``, ``biz_step``, ``disposition``, ``read_point``, ``biz_location``, ``parent``, ``lot``, ``expiry``, ``epcs``.
    events: _Table
    #: One row a thing that an event names: ``event``, ``role``, ``epc``, ``key``, ``offset``.
    epcs: _Table
    #: One row an amount of a class: ``event``, ``role``, ``epc_class``, ``quantity``, ``uom``.
    quantities: _Table
    #: What cannot be read: ``event``, ``line``, ``code``, ``message``.
    rejected: _Table


def read_events(document: Union[Text, "os.PathLike[str]"]) -> EventTables:
    """Reads an EPCIS document, 1.2 or 2.0 as XML or JSON, into Arrow tables.

    >>> tables = read_events('{"type": "ObjectEvent", "epcList": ["urn:epc:id:sgtin:9506000.013435.A1"]}')
    >>> tables.epcs.to_pylist()[0]["key"]
    '(01)09506000134352(21)A1'

    Args:
        document: A ``str`` or bytes, or a path.

    Raises:
        TallymarkError: The file cannot be opened. What cannot be read in it is in ``rejected``.
    """
    return EventTables(*_read_events(**_document(document)))
