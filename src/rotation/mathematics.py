"""Mathematics as MathML, made while the book is built: browsers draw it, nothing is loaded and nothing runs.

TeX is read by the converter that comes with docutils. What it does not know stops the build, with the formula.
"""

from __future__ import annotations

from docutils import nodes
from docutils.utils.math import MathError
from docutils.utils.math.latex2mathml import tex2mathml
from sphinx.application import Sphinx
from sphinx.errors import SphinxError

from .markup import escape_html

NAME = "mathml"


class UnknownMathError(SphinxError):
    """A formula that cannot be drawn."""

    category = "unknown mathematics"


def setup(app: Sphinx) -> None:
    """Take the place of the renderer that loads a library in the reader's browser."""
    app.add_html_math_renderer(NAME, (inline, None), (block, None))


def inline(translator: object, node: nodes.math) -> None:
    """A formula in a sentence."""
    translator.body.append(mathml(node.astext()))
    raise nodes.SkipNode


def block(translator: object, node: nodes.math_block) -> None:
    """A formula on a line of its own; wider than a phone, it scrolls."""
    anchor = f' id="{escape_html(node["ids"][0])}"' if node["ids"] else ""
    formula = mathml(node.astext(), as_block=True)
    translator.body.append(f'<div class="math scroll" role="group" aria-label="Formula"{anchor}>{formula}</div>\n')
    raise nodes.SkipNode


def mathml(tex: str, as_block: bool = False) -> str:
    """A formula as MathML; UnknownMathError names what is not known of it."""
    try:
        return tex2mathml(tex, as_block=as_block)
    except MathError as error:
        raise UnknownMathError(f"{tex!r}: {error}; write it with what docutils.utils.math knows") from error
