"""One GET, politely and suspiciously: the only module of the project that opens a connection.

Tries again on 429 and 5xx with growing pauses, waits as long as ``Retry-After`` says (or refuses, when that
is longer than our patience), follows a few redirects but only on the same host or from http up to https,
and bounds time and size. The body is read as it comes off the wire and counted here against its declared
length (``requests`` alone notices a short body only if its ``urllib3`` does, and never when no length is
declared: then ``framed`` is false and a text must end in a line end). It is unpacked here, within the bound, so
that a small answer cannot become a large one. What is not a whole, plain answer is an ``InputError``; nothing
is returned in part.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from time import monotonic
from urllib.parse import urljoin, urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import HTTPError
from urllib3.util.retry import Retry

from ..errors import InputError
from .table import MAX_UNPACKED, one_line

REDIRECTS = (301, 302, 303, 307, 308)
AGAIN_ON = (429, 500, 502, 503, 504)
NEVER_DATA = ("image/", "audio/", "video/", "font/")
LATER = "fetch again later"
PIECE = 64 * 1024


@dataclass(frozen=True)
class Policy:
    """How patient and how careful a fetch is. Seconds and bytes."""

    connect: float = 10
    read: float = 30  # longest silence
    deadline: float = 180  # longest body, however it drips
    tries: int = 4
    backoff: float = 1.0  # 0, 2, 4 … seconds before further tries
    jitter: float = 0.5
    patience: int = 120  # longest Retry-After we honour; a longer one is refused
    redirects: int = 3
    max_bytes: int = MAX_UNPACKED // 2  # on the wire
    max_unpacked: int = MAX_UNPACKED
    user_agent: str = "rotation-fetch/0.1 (research; a few requests a day)"


@dataclass(frozen=True)
class Answer:
    """A whole body with status 200. ``framed``: the server said where it ends, so a cut is noticed."""

    url: str
    body: bytes
    framed: bool


class _WaitError(Exception):
    """The server asks for a longer pause than we are ready to make."""


class PatientRetry(Retry):
    """``Retry`` that refuses a too long ``Retry-After``; the library would cut it and ask too early."""

    def parse_retry_after(self, retry_after: str) -> float:
        seconds = super().parse_retry_after(retry_after)
        if seconds >= self.retry_after_max:  # the library has cut it to the maximum
            raise _WaitError(retry_after)
        return seconds


class Transport:
    """A session under one policy."""

    def __init__(self, policy: Policy | None = None):
        self.policy = policy or Policy()
        self.session = requests.Session()
        self.session.headers.update({"User-Agent": self.policy.user_agent, "Accept": "*/*", "Accept-Encoding": "gzip"})
        for scheme in ("https://", "http://"):
            self.session.mount(scheme, HTTPAdapter(max_retries=_retry(self.policy)))

    def get(self, url: str) -> Answer:
        first = url
        for _ in range(self.policy.redirects + 1):
            with self._ask(url) as response:
                if response.status_code not in REDIRECTS:
                    return self._answer(url, response)
                url = _next(url, response.headers.get("Location", ""))
        raise InputError(first, f"more than {self.policy.redirects} redirects", "an answer", "check the address")

    def _ask(self, url: str) -> requests.Response:
        try:
            return self.session.get(
                url, stream=True, allow_redirects=False, timeout=(self.policy.connect, self.policy.read)
            )
        except _WaitError as wait:
            raise InputError(
                url,
                f"a request to wait {one_line(wait, 40)} (seconds or a date)",
                f"at most {self.policy.patience} seconds",
                "fetch again after that",
            ) from None
        except (requests.RequestException, HTTPError) as error:
            raise InputError(
                url,
                f"no answer after {self.policy.tries} tries ({_kind(error)})",
                "status 200",
                "check address and connection, " + LATER,
            ) from None

    def _answer(self, url: str, response: requests.Response) -> Answer:
        if response.status_code != 200:
            raise InputError(
                url,
                f"status {response.status_code}{self._says(url, response)}",
                "status 200",
                "check the symbol" if response.status_code == 404 else LATER,
            )
        declared = response.headers.get("Content-Type", "").lower()
        if declared.startswith(NEVER_DATA):
            raise InputError(url, f"content of type {one_line(declared, 40)}", "data", "check the address")
        body = self._body(url, response)
        _refuse_page(url, body)
        chunked = "chunked" in response.headers.get("Transfer-Encoding", "").lower()
        packed = bool(response.headers.get("Content-Encoding"))  # a gzip stream has an end of its own
        return Answer(url, body, chunked or packed or "Content-Length" in response.headers)

    def _says(self, url: str, response: requests.Response) -> str:
        """The provider's own words beside a bad status, if they are short and no page."""
        try:
            words = self._body(url, response).decode("utf-8", "replace").strip()
        except InputError:
            return ""
        return "" if not words or words.startswith("<") else f" and {one_line(words)!r}"

    # ------------------------------------------------------------ the body

    def _body(self, url: str, response: requests.Response) -> bytes:
        wire = self._wire(url, response)
        encoding = response.headers.get("Content-Encoding", "identity").strip().lower()
        if encoding in ("", "identity"):
            return wire
        if encoding != "gzip":
            raise InputError(url, f"encoding {one_line(encoding, 20)}", "gzip or none", LATER)
        return self._unpacked(url, wire)

    def _wire(self, url: str, response: requests.Response) -> bytes:
        """Every byte the server sent, against the length it declared and our bounds."""
        length, pieces, size, started = _length(url, response), [], 0, monotonic()
        if (length or 0) > self.policy.max_bytes:
            raise InputError(url, f"{length} bytes", f"at most {self.policy.max_bytes}", "check the address")
        try:
            while piece := response.raw.read1(PIECE, decode_content=False):
                pieces.append(piece)
                size += len(piece)
                self._within(url, size, monotonic() - started)
        except (HTTPError, OSError) as error:
            raise InputError(
                url, f"an answer cut after {size} bytes ({_kind(error)})", "the whole answer", LATER
            ) from None
        if length is not None and size != length:
            raise InputError(url, f"{size} bytes of {length}", "the whole answer", LATER)
        return b"".join(pieces)

    def _within(self, url: str, size: int, seconds: float) -> None:
        if size > self.policy.max_bytes:
            raise InputError(url, f"more than {self.policy.max_bytes} bytes", "less", "check the address")
        if seconds > self.policy.deadline:
            raise InputError(url, f"an answer unfinished after {self.policy.deadline} seconds", "a faster one", LATER)

    def _unpacked(self, url: str, wire: bytes) -> bytes:
        unpack = zlib.decompressobj(wbits=31)
        try:
            body = unpack.decompress(wire, self.policy.max_unpacked + 1)
        except zlib.error:
            raise InputError(url, "bytes that are not gzip", "gzip, as declared", LATER) from None
        if len(body) > self.policy.max_unpacked:
            raise InputError(url, f"more than {self.policy.max_unpacked} bytes unpacked", "less", "check the address")
        if not unpack.eof:
            raise InputError(url, "a gzip stream without its end", "the whole answer", LATER)
        return body


def _retry(policy: Policy) -> PatientRetry:
    return PatientRetry(
        total=policy.tries - 1,
        status_forcelist=AGAIN_ON,
        allowed_methods=("GET",),
        raise_on_status=False,
        backoff_factor=policy.backoff,
        backoff_jitter=policy.jitter,
        backoff_max=policy.patience,
        respect_retry_after_header=True,
        retry_after_max=policy.patience + 1,
    )


def _next(url: str, location: str) -> str:
    """Where a redirect leads, if it stays on the host; http may become https, never the other way."""
    there = urljoin(url, location)
    old, new = urlsplit(url), urlsplit(there)
    upgraded = (old.scheme, new.scheme) == ("http", "https") and old.hostname == new.hostname
    if not location or not (upgraded or (old.scheme, old.netloc) == (new.scheme, new.netloc)):
        raise InputError(url, f"a redirect to {one_line(there)}", "one on the same host", "check the address")
    return there


def _length(url: str, response: requests.Response) -> int | None:
    text = response.headers.get("Content-Length")
    if text is None or "Transfer-Encoding" in response.headers:
        return None
    if not (text.isascii() and text.isdigit()):
        raise InputError(url, f"Content-Length {one_line(text, 20)!r}", "a number of bytes", LATER)
    return int(text)


def _refuse_page(url: str, body: bytes) -> None:
    """No provider's data begins with '<'; error pages and browser checks do, with status 200."""
    if body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        raise InputError(
            url,
            "a page of markup with status 200",
            "data",
            "open the address in a browser: the provider may refuse programs",
        )


def _kind(error: Exception) -> str:
    cause = getattr(error, "reason", None) or (error.args[0] if error.args else None)
    inner = getattr(cause, "reason", None) or cause
    return type(inner if isinstance(inner, Exception) else error).__name__
