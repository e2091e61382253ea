"""Where verbatims come from: one module a kind of file, one interface for all (``open_source``)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt

    from voc.settings import Limits
    from voc.sources._base import FileSource
    from voc.sources.config import SourceConfig


def open_source(
    config: SourceConfig, limits: Limits, timezone: str, *, key: bytes = b"", now: dt.datetime | None = None
) -> FileSource:
    """The reader that a source's ``format`` asks for; arguments as in ``FileSource``.

    Raises:
        SourceError: the time zone is unknown.
    """
    # Not at the top: the settings import this package, and the readers import the settings.
    from voc.sources.social import SocialSource
    from voc.sources.tabular import TabularSource
    from voc.sources.takeout import TakeoutSource
    from voc.sources.tripadvisor import TripadvisorSource

    kinds: dict[str, type[FileSource]] = {
        "takeout": TakeoutSource,
        "tripadvisor": TripadvisorSource,
        "social": SocialSource,
    }
    return kinds.get(config.format, TabularSource)(config, limits, timezone, key=key, now=now)
