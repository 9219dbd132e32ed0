"""Papers as PDF, set by typst with an embedded Korean font (PDF/UA: they can be read aloud)."""

from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Any

import manimgx_fonts_cjk
import typst


class Paper:
    """What one template sets. There is one compiler for the process: it keeps the fonts, and takes one document at a time."""

    def __init__(self, template: Path) -> None:
        self.template = template
        # Threads of the web server share the compiler.
        self._one_at_a_time = Lock()

    @cached_property
    def _compiler(self) -> typst.Compiler:
        fonts = Path(manimgx_fonts_cjk.__file__).parent
        root = str(self.template.parent)
        return typst.Compiler(str(self.template), root=root, font_paths=[str(fonts)], ignore_system_fonts=True)

    def pdf(self, timestamp: int, **inputs: str) -> bytes:
        """The paper with its `inputs`, as of `timestamp`."""
        with self._one_at_a_time:
            try:
                made: Any = self._compiler.compile(sys_inputs=inputs, pdf_standards=["ua-1"], timestamp=timestamp)
            except typst.TypstError:
                # The standard refuses a character that the font has not (an emoji, a Thai name). The paper is needed all the
                # same.
                made = self._compiler.compile(sys_inputs=inputs, timestamp=timestamp)
        if not isinstance(made, bytes):
            raise TypeError(f"A paper is one document, not {len(made or [])}.")
        return made
