"""The engine of compensation: terms as plain frozen data, and the one way from them to a sum. No Django, no database.

``read_terms`` judges and reads what somebody drafted; ``compute`` gives the same lines for the same inputs, whoever
asks (一把尺); ``digest_of`` fixes inputs, terms and lines together.
"""

from relocation.policy.computing import Computation, LeftOut, Line, compute
from relocation.policy.freezing import canonical, digest_of, hash_of_terms
from relocation.policy.inputs import COMPENSATED, BuildingInput, Inputs, read_inputs
from relocation.policy.steps import CATEGORIES, CHOICES, KINDS, PAYABLE, TRANSITIONS, BadTerms, Terms
from relocation.policy.terms import read_terms

__all__ = [
    "CATEGORIES",
    "CHOICES",
    "COMPENSATED",
    "KINDS",
    "PAYABLE",
    "TRANSITIONS",
    "BadTerms",
    "BuildingInput",
    "Computation",
    "Inputs",
    "LeftOut",
    "Line",
    "Terms",
    "canonical",
    "compute",
    "digest_of",
    "hash_of_terms",
    "read_inputs",
    "read_terms",
]
