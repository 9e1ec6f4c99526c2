"""Mail addresses, all of them in domains that are reserved for examples."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import jaconv

if TYPE_CHECKING:
    from training.content.people import Person
    from training.dice import Dice

_HOSTS: Final = (
    "example.com",
    "example.jp",
    "example.co.jp",
    "example.ne.jp",
    "example.or.jp",
    "example.net",
    "mail.example.com",
    "mx.example.ne.jp",
    "example.ac.jp",
    "e-net.example.jp",
)
_WORDS: Final = (
    "info",
    "office",
    "jimu",
    "mail",
    "sakura",
    "kaze",
    "green",
    "contact",
    "hoshi",
    "neko",
    "tea",
    "soumu",
)


def email(dice: Dice, who: Person) -> str:
    """A mail address, of the person's name or not."""
    names = [part for part in jaconv.kana2alphabet(jaconv.kata2hira(who.kana)).split(" ") if part.isascii() and part]
    name = dice.choice(["", ".", "_", "-"]).join(names[:2]) if names and dice.chance(0.7) else dice.pick(_WORDS)
    local = dice.choice(
        [name, name, f"{name}{dice.randint(0, 99)}", f"{name}-{dice.pick(_WORDS)}", f"{name[:1]}.{name}"]
    )
    return f"{local}@{dice.pick(_HOSTS)}"
