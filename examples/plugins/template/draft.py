# noqa: INP001 - a program by itself
"""The reference plug-in: fixed sentences with the figures filled in. It is plainly not a model.

It shows all there is to a plug-in: read the request from standard input, print pieces of text.
"""

import json
import sys
from typing import Any

# People, votes, statements, common ground, and what stands before a quotation.
SENTENCES = {
    "en": ("People: ", "Votes: ", "Statements: ", "With common ground: ", "Of these: "),
    "ar": ("المشاركون: ", "الأصوات: ", "العبارات: ", "أرضية مشتركة: ", "منها: "),
    "es": ("Personas: ", "Votos: ", "Afirmaciones: ", "Con terreno común: ", "Entre ellas: "),
    "fr": ("Personnes : ", "Votes : ", "Déclarations : ", "Terrain commun : ", "Dont : "),
    "ru": ("Люди: ", "Голоса: ", "Высказывания: ", "Общая позиция: ", "Среди них: "),
    "zh": ("参与者：", "投票：", "陈述：", "有共同点的：", "例如："),
}
NAMES = ("participants", "votes", "statements", "common_ground")


def answer(request: Any) -> dict[str, Any]:
    """Return the pieces of a summary."""
    figures = {one["id"]: one["text"] for one in request["figures"]}
    words = SENTENCES.get(request["language"].partition("-")[0], SENTENCES["en"])
    pieces: list[dict[str, str]] = []
    for said, name in zip(words, NAMES, strict=False):
        pieces += [{"words": said}, {"figure": name, "text": figures[name]}, {"words": "\n"}]
    agreed = [one for one in request["sources"] if one["finding"] == "common_ground"]
    for source in agreed[:1]:
        pieces += [{"words": words[-1]}, {"quote": source["id"], "text": source["text"]}]
    return {"v": 1, "segments": pieces}


if __name__ == "__main__":
    json.dump(answer(json.load(sys.stdin)), sys.stdout)
