"""The language that a request asks for: what it is answered in is English unless it does."""

from django.conf import settings

from timeseries.errors import BadParameter
from timeseries.parameters import Parameters


def language(parameters: Parameters) -> str:
    """The parameter `lang`. Raises BadParameter for one that there is not."""
    known = [code for code, _ in settings.LANGUAGES]
    asked = parameters.text("lang") or settings.LANGUAGE_CODE
    if asked not in known:
        raise BadParameter("lang", f"one of {', '.join(known)}")
    return asked
