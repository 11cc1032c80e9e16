"""An edition's words as a Word file in the manner of GB/T 9704, so that the office can go on writing with them.

    content = word_of(document, issue)

It says what the paper says, in the paper's own order and cleaned by the same rules (`pdf.view`); of a chart it says the
title and the sentence below it. What was issued is the paper: this is a working copy, and its name says so.
"""

from portal.reports.word.telling import word_of

__all__ = ["word_of"]
