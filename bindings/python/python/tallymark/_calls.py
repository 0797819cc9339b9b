r"""Calls that take texts and give back data; their members are the same in every language.

Each call is an operation of :func:`ask`. Arguments left out are decided by the library. A text is a ``str`` or bytes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping as _Mapping
from typing import Any, Dict, Iterable, Iterator, List, Mapping, Optional, Sequence, Tuple, Union

from ._errors import TallymarkError
from ._tallymark import ask as _ask

__all__ = [
    "Answer",
    "ask",
    "compress",
    "convert",
    "decompress",
    "dictionary",
    "emit",
    "identify",
    "link",
    "merge",
    "predictability",
    "prefix",
    "profile",
    "profiles",
    "repair",
    "serials",
    "tag",
    "values",
]

Text = Union[str, bytes, bytearray, memoryview]


class Answer(_Mapping):
    """What a call says: the members of the JSON form, also as attributes; lists are tuples.

    >>> answer = dictionary("10")
    >>> answer["release"], answer.ai.title
    ('2026-01-27', 'BATCH/LOT')
    """

    __slots__ = ("_members",)
    _members: Dict[str, Any]

    def __init__(self, members: Mapping[str, Any]) -> None:
        object.__setattr__(self, "_members", {name: _frozen(value) for name, value in members.items()})

    def __getattr__(self, name: str) -> Any:
        try:
            return self._members[name]
        except KeyError:
            raise AttributeError(f"the answer has no {name!r}; it has {', '.join(self._members)}") from None

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError("an answer does not change")

    def __getitem__(self, name: str) -> Any:
        return self._members[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._members)

    def __len__(self) -> int:
        return len(self._members)

    def __dir__(self) -> List[str]:
        return [*super().__dir__(), *self._members]

    def __repr__(self) -> str:
        return f"Answer({', '.join(f'{name}={value!r}' for name, value in self._members.items())})"

    def __reduce__(self) -> Tuple[Any, ...]:
        return type(self), (self.to_dict(),)

    def to_dict(self) -> Dict[str, Any]:
        """The JSON form, as dictionaries and lists."""
        return {name: _thawed(value) for name, value in self._members.items()}


def _frozen(value: Any) -> Any:
    if isinstance(value, _Mapping):
        return Answer(value)
    return tuple(_frozen(item) for item in value) if isinstance(value, list) else value


def _thawed(value: Any) -> Any:
    if isinstance(value, Answer):
        return value.to_dict()
    return [_thawed(item) for item in value] if isinstance(value, tuple) else value


def ask(request: Mapping[str, Any]) -> Dict[str, Any]:
    """Answers a request as it stands in the shared cases: ``op`` and the members of the operation.

    A refused input is an answer too, with ``ok`` false and ``error``; nothing is raised.

    >>> ask({"op": "parse", "input": "(01)09506000134352(21)A1"})["key"]
    '(01)09506000134352(21)A1'
    """
    return json.loads(_ask(json.dumps(request).encode("utf-8")))


def _text(text: Text) -> Dict[str, str]:
    """The member that carries a text; bytes that are no UTF-8 go as they are."""
    if isinstance(text, str):
        try:
            text.encode("utf-8")
            return {"input": text}
        except UnicodeEncodeError:
            text = text.encode("utf-8", "surrogateescape")
    return {"input_hex": bytes(text).hex()}


def _error(error: Mapping[str, Any], kind: Optional[str] = None, others: Iterable[Mapping[str, Any]] = ()) -> TallymarkError:
    span = error.get("span")
    return TallymarkError(
        error["message"],
        code=error["code"],
        span=None if span is None else (span[0], span[1]),
        ai=error.get("ai"),
        help=error.get("help"),
        fixes=tuple(error.get("fixes", ())),
        errors=tuple(_error(other) for other in others),
        kind=kind,
        place=error.get("place"),
    )


def _answer(op: str, **members: Any) -> Answer:
    """The answer, unless it is an error."""
    answer = ask({"op": op, **{name: value for name, value in members.items() if value is not None}})
    if "error" in answer and "conflicts" not in answer:
        raise _error(answer["error"], answer.get("kind"), answer.get("errors", ()))
    return Answer(answer)


def _options(options: Mapping[str, bool]) -> Optional[Dict[str, bool]]:
    return dict(options) or None


def values(text: Text, *, year: int, kind: Optional[str] = None, dictionary: Optional[str] = None, **options: bool) -> Answer:
    """Reads a text and says what its elements mean: dates with their century, decimals, amounts with currency.

    >>> [value.text for value in values("(01)09506000134352(17)281200(3103)001250", year=2026)["values"]]
    ['09506000134352', '2028-12-31', '1.250 kg']

    Args:
        text: An identifier text in any form.
        year: The year in which the text is read: a year of two digits is the one nearest to it.
        kind: The form of the text; told from its beginning if left out.
        dictionary: The text of a GS1 Syntax Dictionary to judge by.
        options: Those of :func:`tallymark.parse`.

    Raises:
        TallymarkError: The text is not valid.
    """
    return _answer(
        "values", **_text(text), kind=kind, values={"year": year}, dictionary=dictionary, opts=_options(options)
    )


def dictionary(
    ai: Optional[str] = None, *, text: Optional[str] = None, with_: Optional[Sequence[str]] = None
) -> Answer:
    """Which Application Identifiers there are: the release, or the facts of one, or those that may still be added.

    >>> dictionary().release, dictionary("10").ai.title
    ('2026-01-27', 'BATCH/LOT')

    Args:
        ai: An Application Identifier to describe.
        text: A later release of the GS1 Barcode Syntax Dictionary, as GS1 publishes it; the built-in one if left out.
        with_: The Application Identifiers of a message that is being put together.

    Raises:
        TallymarkError: The dictionary cannot be used, with the line that is wrong.
    """
    return _answer("dictionary", ai=ai, dictionary=text, **({} if with_ is None else {"with": list(with_)}))


def emit(text: Text, carrier: str, *, kind: Optional[str] = None, stem: Optional[str] = None, **options: bool) -> str:
    r"""What a scanner would send of a symbol that holds these data.

    >>> emit("(01)09506000134352(10)A7(21)B", "]d2")
    ']d2010950600013435210A7\x1d21B'

    Args:
        text: An identifier text in any form.
        carrier: The AIM symbology identifier, such as ``]d2``, ``]C1``, ``]Q3``, ``]E0`` or ``]I1``.
        stem: Domain and path stem where the carrier holds a Digital Link.

    Raises:
        TallymarkError: The text is not valid, or the carrier cannot hold it.
    """
    return _answer("emit", **_text(text), carrier=carrier, kind=kind, stem=stem, opts=_options(options)).output


def convert(
    text: Text,
    to: str,
    *,
    kind: Optional[str] = None,
    scheme: Optional[str] = None,
    filter: Optional[int] = None,
    gcp_length: Optional[int] = None,
    gcp_table: Optional[str] = None,
    gcp_overlay: Optional[str] = None,
    stem: Optional[str] = None,
    symbology: Optional[str] = None,
    hri_titles: Optional[bool] = None,
    **options: bool,
) -> Any:
    """Translates an identifier: to ``bracketed``, ``plain``, ``scan``, ``dl``, ``epc``, ``tag``, ``hex`` or ``hri``.

    >>> convert("(01)09506000134352(21)A1", "epc", gcp_length=7)
    'urn:epc:id:sgtin:9506000.013435.A1'

    Args:
        text: An identifier text, a tag URI (``kind="tag"``) or the hexadecimal digits of a tag (``kind="hex"``).
        to: The form that is wanted.
        scheme: The coding of a tag, such as ``sgtin-96``.
        filter: The filter value of a tag.
        gcp_length: Digits of the GS1 Company Prefix; it is never guessed.
        gcp_table: A table of prefixes: GS1's list as JSON or XML, or lines.
        gcp_overlay: Own entries, believed before the table.
        stem: Domain and path stem of a Digital Link.
        symbology: The symbology identifier of scan data.
        hri_titles: Data titles in the human readable interpretation.

    Raises:
        TallymarkError: The text is not valid, or has no such form.
    """
    return _answer(
        "convert",
        **_text(text),
        to=to,
        kind=kind,
        scheme=scheme,
        filter=filter,
        gcp_length=gcp_length,
        gcp_table=gcp_table,
        gcp_overlay=gcp_overlay,
        stem=stem,
        symbology=symbology,
        hri_titles=hri_titles,
        opts=_options(options),
    ).output


def prefix(
    text: Text,
    *,
    gcp_length: Optional[int] = None,
    gcp_table: Optional[str] = None,
    gcp_overlay: Optional[str] = None,
) -> Answer:
    """How long the GS1 Company Prefix of a key is: ``state`` is ``known``, ``unknown`` or ``not-gcp``.

    >>> prefix("09506000134352", gcp_table="9506000 7").prefix
    '9506000'
    """
    return _answer("prefix", **_text(text), gcp_length=gcp_length, gcp_table=gcp_table, gcp_overlay=gcp_overlay)


def tag(
    text: Optional[Text] = None,
    *,
    hex: Optional[str] = None,
    kind: Optional[str] = None,
    scheme: Optional[str] = None,
    filter: Optional[int] = None,
    gcp_length: Optional[int] = None,
    hostname: Optional[str] = None,
    data: Optional[bool] = None,
) -> Answer:
    """An RFID tag, encoded from a text or decoded from its bits.

    >>> tag("(01)09506000134352(21)123456789", scheme="sgtin-96", filter=3, gcp_length=7).hex
    '30764433400D1EC0075BCD15'
    >>> tag(hex="30764433400D1EC0075BCD15").bracketed
    '(01)09506000134352(21)123456789'

    Args:
        text: Elements in any textual form, or a tag URI.
        hex: The bits of a tag instead.
        scheme: The coding; the smallest classic one that fits if left out.
        filter: The filter value, 0 to 7.
        gcp_length: Digits of the GS1 Company Prefix; it is never guessed.
        hostname: The domain of a ``++`` coding.
        data: Whether a ``+`` coding takes the elements beyond the key too.

    Raises:
        TallymarkError: What does not fit the coding, or no tag.
    """
    given = {} if text is None else _text(text)
    return _answer(
        "tag",
        **given,
        hex=hex,
        kind=kind,
        scheme=scheme,
        filter=filter,
        gcp_length=gcp_length,
        hostname=hostname,
        data=data,
    )


def identify(
    text: Text,
    *,
    kind: Optional[str] = None,
    reference_year: Optional[int] = None,
    directory: Optional[Sequence[Union[str, Mapping[str, str]]]] = None,
) -> Answer:
    r"""Reads any code of a medicine: GS1, ISO/IEC 15434, PPN, PZN, NTIN, NDC, HIBC, China's drug code.

    >>> identify("[)>\x1e06\x1d9N110375286414\x1dS123\x1e\x04").key
    '(01)04150037528643(21)123'

    Args:
        text: What was read.
        kind: What it is, such as ``hibc``; told from the text if left out.
        reference_year: The year near which years of two digits are meant.
        directory: The National Drug Codes that there are, to choose among the candidates.

    Raises:
        TallymarkError: The text is none of them.
    """
    return _answer("identify", **_text(text), kind=kind, reference_year=reference_year, directory=directory)


def merge(*texts: Union[Text, Mapping[str, Any]]) -> Answer:
    """Several carriers of one package, judged over their union; ``conflicts`` is empty where they agree.

    >>> merge("]E09506000134352", "(01)09506000134352(21)A1").key
    '(01)09506000134352(21)A1'

    Args:
        texts: What was read of each carrier: a text, or a mapping with the members of :func:`identify`.

    Raises:
        TallymarkError: One of the texts cannot be read.
    """
    return _answer("merge", inputs=[dict(text) if isinstance(text, _Mapping) else _text(text) for text in texts])


def profile(
    text: Text,
    name: Optional[str] = None,
    *,
    definition: Optional[Mapping[str, Any]] = None,
    date: Optional[str] = None,
    level: Optional[str] = None,
    country: Optional[str] = None,
    carrier: Optional[str] = None,
    kind: Optional[str] = None,
    **options: bool,
) -> Answer:
    """Whether a label is what a market asks for: every rule with its verdict, source and confidence.

    >>> check = profile("(01)09506000134352(21)A1B2C3(10)A7", "eu-fmd", date="2026-11-25")
    >>> check.ok, check.failed > 0
    (False, True)

    Args:
        text: An identifier text in any form.
        name: A built-in profile; :func:`profiles` lists them.
        definition: A profile of your own instead, in the form of the built-in ones.
        date: The day, ``YYYY-MM-DD``; the day of the profile's last review if left out.
        level: ``unit``, ``bundle``, ``case`` or ``pallet``.
        country: Two letters of ISO 3166-1, for profiles that differ by country.
        carrier: The symbol, where no symbology identifier tells.

    Raises:
        TallymarkError: The text is not valid, or there is no such profile.
    """
    return _answer(
        "profile",
        **_text(text),
        profile=name,
        definition=definition,
        date=date,
        level=level,
        country=country,
        carrier=carrier,
        kind=kind,
        opts=_options(options),
    )


def profiles(name: Optional[str] = None) -> Any:
    """The built-in market profiles, or one of them in full.

    >>> "us-dscsa" in [one.name for one in profiles()]
    True
    """
    answer = _answer("profiles", profile=name)
    return answer.profiles if name is None else answer.profile


def repair(
    text: Text,
    *,
    require: Optional[Sequence[str]] = None,
    allow: Optional[Sequence[str]] = None,
    gtins: Optional[Sequence[str]] = None,
    lots: Optional[Sequence[str]] = None,
    expiries: Optional[Sequence[str]] = None,
    serials: Optional[Sequence[str]] = None,
    serial_length: Union[int, Sequence[int], None] = None,
    serial_alphabet: Optional[str] = None,
    profile: Union[str, Mapping[str, Any], None] = None,
    kind: Optional[str] = None,
    limit: Optional[int] = None,
    **options: bool,
) -> Answer:
    """Every reading of a damaged scan that is valid, best first, with the reason and the scanner setting to change.

    >>> answer = repair("]d201095060001343521728123110A7B2121A1B2C3D4", lots=["A7B21"])
    >>> answer.unique, answer.readings[0].bracketed
    (True, '(01)09506000134352(17)281231(10)A7B21(21)A1B2C3D4')

    Args:
        text: What the scanner sent.
        require: Application Identifiers that have to be there; those of a medicine pack if left out.
        allow: Others that may be there.
        gtins, lots, expiries, serials: What is known of the batch.
        serial_length: How long serials are, or the shortest and the longest.
        serial_alphabet: The characters of serials.
        profile: A market profile that readings have to keep.
        kind: ``scan`` where a symbology identifier is expected.
        limit: The most readings wanted.
    """
    return _answer(
        "repair",
        **_text(text),
        require=require,
        allow=allow,
        gtins=gtins,
        lots=lots,
        expiries=expiries,
        serials=serials,
        serial_length=serial_length,
        serial_alphabet=serial_alphabet,
        profile=profile,
        kind=kind,
        limit=limit,
        opts=_options(options),
    )


def link(text: Text, *, kind: Optional[str] = None, stem: Optional[str] = None, **options: bool) -> str:
    """The GS1 Digital Link of a text, canonical or below a domain and path stem of your own.

    >>> link("(01)09506000134352(21)A1", stem="https://example.com/med")
    'https://example.com/med/01/09506000134352/21/A1'
    """
    return _answer("link", **_text(text), kind=kind, stem=stem, opts=_options(options)).output


def compress(
    text: Text, *, optimise: Optional[bool] = None, keep_key: Optional[bool] = None, parameters: Optional[bool] = None
) -> str:
    """The compressed form of a Digital Link.

    >>> decompress(compress("https://id.gs1.org/01/09506000134352/21/A1"))
    'https://id.gs1.org/01/09506000134352/21/A1'

    Args:
        optimise: Name frequent sequences of Application Identifiers by one byte; done if left out.
        keep_key: Leave the primary key readable.
        parameters: Compress parameters that are no elements, too.
    """
    return _answer("compress", **_text(text), optimise=optimise, keep_key=keep_key, parameters=parameters).output


def decompress(text: Text) -> str:
    """The Digital Link that a compressed one stands for."""
    return _answer("decompress", **_text(text)).output


def serials(
    key: bytes,
    length: int,
    count: int = 10,
    *,
    alphabet: Optional[str] = None,
    prefix: Optional[str] = None,
    suffix: Optional[str] = None,
    forbidden: Union[str, Sequence[str], None] = None,
    label: Optional[str] = None,
    start: Union[int, str, None] = None,
    issued: Union[int, str, None] = None,
    site: Optional[int] = None,
    sites: Optional[int] = None,
    permit_guessable: Optional[bool] = None,
) -> Answer:
    """Randomised serials of a pool: never one twice, no list to keep, the same from the same key and number.

    >>> pool = serials(bytes(16), 12, 1000, label="09506000134352")
    >>> len(set(pool.serials)), pool.next
    (1000, '1000')

    Args:
        key: The secret key, 16 or 32 bytes.
        length: Characters of a serial, fixed parts included.
        count: How many serials.
        alphabet: ``digits``, ``base32`` and others by name, or the characters themselves.
        prefix, suffix: Fixed parts.
        forbidden: Texts that no serial may hold, or ``"default"``.
        label: What the pool is for, such as the GTIN; another label is another order.
        start: The number of the first serial, where an earlier call ended.
        issued: How many the pool will issue in all, for the probability of a guess.
        site, sites: Which part of the pool this site uses, and how many parts there are.
        permit_guessable: A probability of 1/10 000 or more is a warning instead of an error.
    """
    return _answer(
        "serials",
        key_hex=bytes(key).hex(),
        length=length,
        count=count,
        alphabet=alphabet,
        prefix=prefix,
        suffix=suffix,
        forbidden=forbidden if forbidden is None or isinstance(forbidden, str) else list(forbidden),
        label=label,
        start=start,
        issued=issued,
        site=site,
        sites=sites,
        permit_guessable=permit_guessable,
    )


def predictability(serials: Iterable[str]) -> Answer:
    """Whether a pool, in the order of issue, can be guessed: each test that fails, with figures.

    >>> predictability(f"{number:012}" for number in range(1000)).predictable
    True
    """
    return _answer("predictability", serials=list(serials))
