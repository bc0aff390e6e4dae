"""Language tags (BCP 47): whether one can be right, how it is read, and which reader it serves."""

from re import compile as pattern
from typing import Final, Literal, TypeAlias

__all__ = ["WrittenFrom", "is_known_tag", "serves", "written_from"]

WrittenFrom: TypeAlias = Literal["ltr", "rtl"]

TAG: Final = pattern(
    "(?P<language>[A-Za-z]{2,3})(-(?P<script>[A-Za-z]{4}))?(-(?P<region>[A-Za-z]{2}|[0-9]{3}))?"
    "(-([A-Za-z0-9]{5,8}|[0-9][A-Za-z0-9]{3}))*"
)
# The two-letter codes of ISO 639-1. Of the thousands of three-letter ones no list is kept.
CODES: Final = (
    "aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy "
    "da de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht "
    "hu hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky "
    "la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny "
    "oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss "
    "st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo "
    "za zh zu "
)
TWO_LETTERS: Final = frozenset(CODES.split())
RIGHT_TO_LEFT: Final = frozenset(
    ("ar", "ckb", "dv", "fa", "he", "ps", "sd", "syr", "ug", "ur", "yi")
)
RIGHT_TO_LEFT_SCRIPTS: Final = frozenset(("adlm", "arab", "hebr", "nkoo", "rohg", "syrc", "thaa"))
SCRIPT_OF_REGION: Final = {"cn": "hans", "sg": "hans", "tw": "hant", "hk": "hant", "mo": "hant"}


def is_known_tag(tag: str) -> bool:
    """Return whether ``tag`` is well formed and begins with a language there is.

    >>> [is_known_tag(tag) for tag in ("ar", "zh-Hant", "pt-BR", "xx", "english", "en_GB")]
    [True, True, True, False, False, False]
    """
    found = TAG.fullmatch(tag)
    language = found["language"].lower() if found else ""
    return len(language) == 3 or language in TWO_LETTERS


def written_from(tag: str) -> WrittenFrom | None:
    """Return on which side a text in this language begins; None if the tag tells nothing.

    >>> written_from("fa"), written_from("az-Arab"), written_from("fr"), written_from("?")
    ('rtl', 'rtl', 'ltr', None)
    """
    found = TAG.fullmatch(tag)
    if not found:
        return None
    script = (found["script"] or "").lower()
    rtl = script in RIGHT_TO_LEFT_SCRIPTS or (
        not script and found["language"].lower() in RIGHT_TO_LEFT
    )
    return "rtl" if rtl else "ltr"


def serves(tag: str, reader: str) -> bool:
    """Return whether somebody who reads ``reader`` reads a text in ``tag``: language and script.

    >>> serves("en-GB", "en"), serves("zh-Hant", "zh-Hans"), serves("zh-TW", "zh-Hans")
    (True, False, False)
    """
    one, other = TAG.fullmatch(tag), TAG.fullmatch(reader)
    if not one or not other or one["language"].lower() != other["language"].lower():
        return False
    scripts = {_script(one["script"], one["region"]), _script(other["script"], other["region"])}
    return len(scripts - {""}) < 2


def _script(script: str | None, region: str | None) -> str:
    return (script or SCRIPT_OF_REGION.get((region or "").lower(), "")).lower()
