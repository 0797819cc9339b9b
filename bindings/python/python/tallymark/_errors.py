"""The one exception of this package."""

from __future__ import annotations

from typing import Optional, Tuple, Union

__all__ = ["TallymarkError"]


class TallymarkError(ValueError):
    """An input that gives no answer: what is wrong, where, and what to do.

    >>> import tallymark
    >>> try:
    ...     tallymark.parse("(01)09506000134352(21)A 1")
    ... except tallymark.TallymarkError as error:
    ...     print(error.code, error.ai, error.span)
    ai-charset 21 (23, 24)

    Attributes:
        code: Stable code, such as ``"ai-checksum"``; :func:`tallymark.codes` lists those of identifiers.
        message: What is wrong, for people.
        span: Half-open range of bytes of the input at fault, or ``None`` if no text was read.
        ai: The GS1 Application Identifier at fault, or ``None``.
        help: What to do about it, or ``None``.
        fixes: Complete inputs that would be accepted, best first.
        errors: Further errors of the same input, in the order a GS1 reader meets them.
        kind: The form the text was read as, or ``None``.
        place: A file, and within it a line or member, or ``None``.
    """

    code: str
    message: str
    span: Optional[Tuple[int, int]]
    ai: Optional[str]
    help: Optional[str]
    fixes: Tuple[str, ...]
    errors: Tuple["TallymarkError", ...]
    kind: Optional[str]
    place: Optional[str]

    def __init__(
        self,
        message: str,
        code: str = "invalid",
        span: Optional[Tuple[int, int]] = None,
        ai: Optional[str] = None,
        help: Optional[str] = None,
        fixes: Tuple[str, ...] = (),
        errors: Tuple["TallymarkError", ...] = (),
        kind: Optional[str] = None,
        place: Optional[str] = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.span = span
        self.ai = ai
        self.help = help
        self.fixes = fixes
        self.errors = errors
        self.kind = kind
        self.place = place

    def __str__(self) -> str:
        place = f"{self.place}: " if self.place else ""
        help = f"\n  help: {self.help}" if self.help else ""
        return f"{place}{self.message} [{self.code}]{help}"

    def __reduce__(self):  # exceptions travel between processes
        return type(self), (
            self.message,
            self.code,
            self.span,
            self.ai,
            self.help,
            self.fixes,
            self.errors,
            self.kind,
            self.place,
        )

    def slice(self, text: Union[str, bytes]) -> Union[str, bytes]:
        """The part of the input that is at fault; spans count bytes, this counts what the input counts.

        >>> TallymarkError("?", span=(3, 5)).slice("é(x!")
        'x!'
        """
        start, end = self.span or (0, 0)
        if isinstance(text, bytes):
            return text[start:end]
        part = text.encode("utf-8", "surrogateescape")[start:end]
        return part.decode("utf-8", "surrogateescape")
