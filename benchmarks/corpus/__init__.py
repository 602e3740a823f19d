"""Made-up reports for the benchmarks: the same texts from the same seeds."""

from corpus.made_up import ARCHIVED_FROM, FILE, PART, MadeUp, made_up
from corpus.pdf import pdf_of
from corpus.shape import body_of
from corpus.voice import Voice

__all__ = ["ARCHIVED_FROM", "FILE", "PART", "MadeUp", "Voice", "body_of", "made_up", "pdf_of"]
