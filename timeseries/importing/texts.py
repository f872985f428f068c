"""Cells of a table that are texts: numbers among them, and what may be the text of a state."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from ..batch import ReadingBatch, Times
from ..ingest.numbers import TRUTHS, may_be_state
from ..series_key import SeriesKey, check_state

_NUMBER = r"^[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$"


@dataclass(frozen=True, slots=True)
class Cells:
    """A column: its numbers, null where there is none; and of one of texts which cells are
    numbers themselves, no true and no false, and those that may be states, null where they are
    not."""

    numbers: pl.Series
    are_numbers: pl.Series | None = None
    texts: pl.Series | None = None


def holds_texts(kind: pl.DataType) -> bool:
    return kind in (pl.String, pl.Categorical, pl.Enum)


def cells(values: pl.Series) -> Cells | None:
    """The cells of a column of any type; None when one of them is neither a number nor a text
    that may be a state."""
    if not holds_texts(values.dtype):
        return Cells(values)
    stripped = values.cast(pl.String).str.strip_chars()
    stripped = stripped.set(stripped == "", None)
    are_numbers = stripped.str.contains(_NUMBER).fill_null(value=False)
    lower = stripped.str.to_lowercase()
    are_truths = lower.is_in(list(TRUTHS)).fill_null(value=False)
    texts = stripped.set(are_numbers | are_truths, None)
    if not all(map(_is_state, texts.drop_nulls().unique())):
        return None
    try:
        numbers = stripped.set(~are_numbers, None).cast(pl.Float64)
    except pl.exceptions.PolarsError:
        return None
    for text, truth in TRUTHS.items():
        numbers = numbers.set((lower == text).fill_null(value=False), truth)
    return Cells(numbers, are_numbers, texts if texts.null_count() < len(texts) else None)


def _is_state(text: str) -> bool:
    try:
        return may_be_state(check_state(text))
    except ValueError:
        return False


def states(
    keys: list[SeriesKey], places: np.ndarray, times: Times, texts: pl.Series
) -> ReadingBatch:
    """Readings of series, by their places among `keys`, that are these texts."""
    distinct = texts.unique(maintain_order=True)
    which = texts.replace_strict(distinct, range(len(distinct)), return_dtype=pl.Int32)
    return ReadingBatch(
        keys,
        places.astype(np.int32),
        times,
        np.zeros(len(times)),
        texts=distinct.to_list(),
        text=which.to_numpy(),
    )
