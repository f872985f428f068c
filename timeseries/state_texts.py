"""The texts of series of states, and the codes that stand for them in readings."""

import time
from collections.abc import Collection, Mapping, Sequence

import numpy as np

from .batch import Values
from .errors import BadRequest
from .models import STATE, Series, SeriesState, StateText
from .series_key import SeriesKey
from .store import WRITING

# Different texts of one series: what has more of them is no state.
MOST_TEXTS = 1_000
# SQLite takes at most 250,000 parameters in one statement, PostgreSQL 65,535.
CHUNK = 2_000
REMEMBERED_SECONDS = 60.0

# A text of a series, by its id.
Text = tuple[int, str]


class TextsRefused(BadRequest):
    """Some texts of a batch cannot be states of their series: the reason of each."""

    code = "text_refused"

    def __init__(self, reasons: Mapping[tuple[SeriesKey, str], str]) -> None:
        super().__init__("Some of these texts cannot be stored; the rest is written.")
        self.reasons = reasons


def find_or_make_codes(
    wanted: Collection[Text], numeric: Collection[int] = (), using: str = WRITING
) -> tuple[dict[Text, int], dict[Text, str]]:
    """The codes of texts, inside the caller's transaction, and the reasons of those that get
    none. A text that is new gets the next code; two that write it at once get the same one.
    Series that are `numeric` are sent numbers at the same time: without texts so far they stay
    series of numbers."""
    known = _known({series for series, _ in wanted}, using)
    missing = [text for text in wanted if text not in known]
    if not missing:
        return known, {}
    series = sorted({pk for pk, _ in missing})
    # Whoever makes codes of a series holds its row meanwhile, in the order of ids; readings
    # refer to it, and are not held up. What others have made is seen only after that.
    locked = Series.objects.using(using).select_for_update(no_key=True).filter(pk__in=series)
    list(locked.order_by("pk").values_list("pk", flat=True))
    known |= _known(series, using)
    counts = _counts(known)
    numeric = {*numeric, *_with_numbers(series, using)} - counts.keys()
    refused, made = dict[Text, str](), list[StateText]()
    for pk, text in dict.fromkeys(missing):
        if (pk, text) in known:
            continue
        if pk in numeric:
            refused[pk, text] = "the series holds numbers, and no texts"
        elif (code := counts.get(pk, 0)) == MOST_TEXTS:
            refused[pk, text] = f"the series has {MOST_TEXTS:,} different texts, and takes no more"
        else:
            known[pk, text] = code
            counts[pk] = code + 1
            made.append(StateText(series_id=pk, code=code, text=text))
    StateText.objects.using(using).bulk_create(made, batch_size=CHUNK)
    first = {one.series_id for one in made if one.code == 0}
    Series.objects.using(using).filter(pk__in=first).update(semantics=STATE)
    return known, refused


def _known(series: Collection[int], using: str) -> dict[Text, int]:
    rows = StateText.objects.using(using).filter(series__in=series)
    return {(pk, text): code for pk, text, code in rows.values_list("series_id", "text", "code")}


def _counts(known: Collection[Text]) -> dict[int, int]:
    counts: dict[int, int] = {}
    for series, _ in known:
        counts[series] = counts.get(series, 0) + 1
    return counts


def _with_numbers(series: Sequence[int], using: str) -> set[int]:
    rows = SeriesState.objects.using(using).filter(series__in=series, last__isnull=False)
    return set(rows.values_list("series_id", flat=True))


def texts_of(series: Collection[int], using: str) -> dict[int, dict[int, str]]:
    """By series the text of each code."""
    found: dict[int, dict[int, str]] = {}
    if series:
        rows = StateText.objects.using(using).filter(series__in=series).order_by("code")
        for pk, code, text in rows.values_list("series_id", "code", "text"):
            found.setdefault(pk, {})[code] = text
    return found


class TextMemory:
    """What codes stand for, asking the database only for codes that are not known yet."""

    def __init__(self) -> None:
        self._texts: dict[int, dict[int, str]] = {}
        # Series of numbers; one of which all numbers were deleted may yet hold texts.
        self._numeric: set[int] = set()
        self._forget_at = 0.0

    def texts_of(self, columns: Mapping[int, Values], using: str) -> dict[int, dict[int, str]]:
        """Of those series that have states, by the values of each, the texts of these codes and
        of others."""
        if time.monotonic() > self._forget_at:
            self._numeric, self._texts = set(), {}
            self._forget_at = time.monotonic() + REMEMBERED_SECONDS
        codes = {pk: _codes(values) for pk, values in columns.items() if pk not in self._numeric}
        asked = [pk for pk, some in codes.items() if some - self._texts.get(pk, {}).keys()]
        found = texts_of(asked, using)
        self._texts |= found
        self._numeric |= set(asked) - found.keys()
        return {pk: self._texts[pk] for pk in columns if pk in self._texts}


def _codes(values: Values) -> set[int]:
    """Those of the values that may be codes."""
    whole = values[(values >= 0) & (values < MOST_TEXTS) & (values == np.floor(values))]
    return set(whole.astype(np.int64).tolist())


memory = TextMemory()
