"""The network of the page model: characters to lines to page and back to a class for every character.

Characters of all lines lie flat, one after the other, with ``page_model.GAP`` empty places between the lines, so
that a convolution over neighbours does not reach from one line into the next. A line's vector is made of its
characters' mean and of what several heads attend to (Lin et al., "A Structured Self-attentive Sentence Embedding", ICLR
2017) with its geometry added; lines look at each other through a transformer (Vaswani et al., 2017) whose attention is
biased by how two lines stand to each other (as in LayoutLMv2, Xu et al., ACL 2021).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

import torch
from torch import nn
from torch.nn import functional

from ocr_intake.extract.features import CHARACTER_FEATURES, LINE_NUMBERS, PAIR_NUMBERS
from ocr_intake.extract.tags import Tag

if TYPE_CHECKING:
    from torch import Tensor

CHARACTER, LINE, EMBEDDING = 128, 192, 64
"""Widths of the vectors of a character, of a line and of a character's embedding."""
HEADS, LAYERS, LOOKS = 6, 4, 6
"""Attention heads and layers over lines; heads by which a line looks at its characters."""
PAGE_ROLES: Final = ("starts", "continues", "cover")


class Pool(Protocol):
    """How vectors of characters become sums over lines, and lines' vectors those of their characters."""

    def gather(self, characters: Tensor) -> Tensor:
        """``(characters, n)`` to sums ``(lines, n)``."""

    def spread(self, lines: Tensor) -> Tensor:
        """``(lines, n)`` to ``(characters, n)``, zero for the empty places."""


class Neighbours(nn.Module):
    """A gated step over neighbouring characters: depthwise, then two linear maps (Dauphin et al., ICML 2017)."""

    def __init__(self, width: int, reach: int) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(width)
        self.weights = nn.Parameter(torch.randn(reach, width) / reach**0.5)
        self.inner = nn.Linear(width, 2 * width)
        self.outer = nn.Linear(width, width)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """``(characters, width)`` to the same; empty places stay zero."""
        h = self.norm(x) * mask
        reach = self.weights.shape[0]
        padded = functional.pad(h, (0, 0, reach // 2, reach // 2))
        count = x.shape[0]
        mixed = padded[:count] * self.weights[0]
        for shift in range(1, reach):
            mixed = mixed + padded[shift : shift + count] * self.weights[shift]
        value, gate = self.inner(mixed).chunk(2, -1)
        out: Tensor = (x + self.outer(value * torch.sigmoid(gate))) * mask
        return out


class LineLayer(nn.Module):
    """Attention of lines to lines with a bias, then a feed-forward step."""

    def __init__(self, width: int, heads: int, drop: float) -> None:
        super().__init__()
        self.heads = heads
        self.first, self.second = nn.LayerNorm(width), nn.LayerNorm(width)
        self.asked = nn.Linear(width, 3 * width)
        self.answer = nn.Linear(width, width)
        self.forward_step = nn.Sequential(nn.Linear(width, 3 * width), nn.GELU(), nn.Linear(3 * width, width))
        self.drop = nn.Dropout(drop)

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        """``(pages, lines, width)`` with ``(pages, heads, lines, lines)`` to the same."""
        pages, lines, width = x.shape
        q, k, v = self.asked(self.first(x)).view(pages, lines, 3, self.heads, -1).permute(2, 0, 3, 1, 4)
        weights = torch.softmax(q @ k.transpose(-1, -2) / (width // self.heads) ** 0.5 + bias, -1)
        x = x + self.drop(self.answer((weights @ v).transpose(1, 2).reshape(pages, lines, width)))
        out: Tensor = x + self.drop(self.forward_step(self.second(x)))
        return out


class PageNetwork(nn.Module):
    """The page model."""

    def __init__(self, characters: int, drop: float = 0.05) -> None:
        """Make it.

        Args:
            characters: of the vocabulary; 0 is nothing, 1 an unknown one.
            drop: share of activations dropped while training.
        """
        super().__init__()
        self.embedding = nn.Embedding(characters, EMBEDDING, padding_idx=0)
        self.entry = nn.Linear(EMBEDDING + len(CHARACTER_FEATURES), CHARACTER)
        self.before = nn.ModuleList([Neighbours(CHARACTER, reach) for reach in (5, 7, 7)])
        self.look = nn.Linear(CHARACTER, LOOKS)
        self.seen = nn.Linear(CHARACTER, LOOKS * 32)
        self.line = nn.Linear(CHARACTER + LOOKS * 32, LINE)
        self.geometry = nn.Sequential(nn.Linear(LINE_NUMBERS, 96), nn.GELU(), nn.Linear(96, LINE))
        self.line_norm = nn.LayerNorm(LINE)
        self.relations = nn.Sequential(nn.Linear(PAIR_NUMBERS, 48), nn.GELU(), nn.Linear(48, HEADS * LAYERS))
        self.layers = nn.ModuleList([LineLayer(LINE, HEADS, drop) for _ in range(LAYERS)])
        self.last_norm = nn.LayerNorm(LINE)
        self.back = nn.Linear(LINE, CHARACTER)
        self.after = nn.ModuleList([Neighbours(CHARACTER, 7) for _ in range(2)])
        self.out = nn.Sequential(nn.LayerNorm(CHARACTER), nn.Linear(CHARACTER, len(Tag)))
        self.holds = nn.Linear(LINE, len(Tag))
        self.page_look = nn.Linear(LINE, 1)
        self.page = nn.Linear(LINE, len(PAGE_ROLES))

    def characters_in(self, ids: Tensor, numbers: Tensor, mask: Tensor) -> Tensor:
        """Vectors of characters before the page is looked at."""
        x: Tensor = self.entry(torch.cat([self.embedding(ids), numbers], -1)) * mask
        for step in self.before:
            x = step(x, mask)
        return x

    def lines_in(self, x: Tensor, mask: Tensor, pool: Pool, numbers: Tensor) -> Tensor:
        """Vectors of lines before they look at each other, ``(lines, LINE)``."""
        looks = torch.exp(self.look(x).clamp(-15, 15)) * mask
        weights = looks / (pool.spread(pool.gather(looks)) + 1e-6)
        seen = self.seen(x).view(-1, LOOKS, 32) * weights[..., None]
        mean = pool.gather(x) / pool.gather(mask).clamp(min=1)
        vector = self.line(torch.cat([mean, pool.gather(seen.flatten(1))], -1))
        out: Tensor = self.line_norm(vector + self.geometry(numbers))
        return out

    def look_around(self, lines: Tensor, pairs: Tensor, present: Tensor) -> Tensor:
        """Lines after they looked at each other.

        Args:
            lines: ``(pages, lines, LINE)``.
            pairs: ``(pages, lines, lines, PAIR_NUMBERS)``.
            present: ``(pages, lines)`` bool, False where a page has fewer lines.
        """
        pages, count, _ = lines.shape
        bias = self.relations(pairs).view(pages, count, count, LAYERS, HEADS).permute(3, 0, 4, 1, 2)
        bias = bias.masked_fill(~present[None, :, None, None, :], -1e4)
        for number, layer in enumerate(self.layers):
            lines = layer(lines, bias[number])
        out: Tensor = self.last_norm(lines)
        return out

    def roles(self, lines: Tensor, present: Tensor) -> Tensor:
        """Logits of what a page is, ``(pages, PAGE_ROLES)``."""
        weights = torch.softmax(self.page_look(lines).squeeze(-1).masked_fill(~present, -1e4), -1)
        out: Tensor = self.page((lines * weights[..., None]).sum(1))
        return out

    def characters_out(self, x: Tensor, mask: Tensor, pool: Pool, lines: Tensor) -> Tensor:
        """Logits of each character's class, ``(characters, Tag)``."""
        x = (x + pool.spread(self.back(lines))) * mask
        for step in self.after:
            x = step(x, mask)
        out: Tensor = self.out(x)
        return out
