"""The second half of a night: what is due is read by the tagger, batch after batch."""

from __future__ import annotations

from voc.nlp.tagger import Tagger, TagInput
from voc.store.working import DueVerbatim, Store


def tag_batch(store: Store, tagger: Tagger, run_id: str, size: int, after: str) -> tuple[int, str]:
    """Reads the next verbatims that are due, in the order of their ids.

    Returns:
        How many were read, and the id of the last one (where the next batch starts).
    """
    due: list[DueVerbatim] = store.due(tagger.model_version, tagger.taxonomy.version, size, after)
    if not due:
        return 0, after
    tagged = tagger.tag(
        [
            TagInput(id=v.verbatim_id, text=v.text, question=v.question, rating=None, language=v.language)
            for v in due
        ]
    )
    store.write_tags(list(zip(due, tagged, strict=True)), run_id)
    return len(due), due[-1].verbatim_id
