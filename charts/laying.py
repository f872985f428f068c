"""What comes from readings, laid over an option that was built without them."""

from typing import Any


def laid_over(option: Any, parts: Any) -> Any:
    """Dictionaries are put together by name, lists of them by place; all else is replaced. The
    option is left as it is. `static/js/laying.js` does the same in the browser."""
    if isinstance(option, dict) and isinstance(parts, dict):
        return option | {name: laid_over(option.get(name), part) for name, part in parts.items()}
    if _is_list_of_parts(option) and _is_list_of_parts(parts):
        both = [laid_over(one, part) for one, part in zip(option, parts, strict=False)]
        return both + option[len(parts) :] + parts[len(option) :]
    return parts


def _is_list_of_parts(part: Any) -> bool:
    return isinstance(part, list) and all(isinstance(one, dict) for one in part)
