"""Writes the address confirmation form in words: what is asked, what the court must tell, what is declared."""

from songda.core.address_form.content import AddressFormContent, Box, Line, Part, Told
from songda.core.address_form.facts import NUMBERS, Answer, FormFacts, FormPerson, OnLineSignature, Statement
from songda.core.address_form.writing import what_is_declared, what_is_told, write_address_form

__all__ = [
    "NUMBERS",
    "AddressFormContent",
    "Answer",
    "Box",
    "FormFacts",
    "FormPerson",
    "Line",
    "OnLineSignature",
    "Part",
    "Statement",
    "Told",
    "what_is_declared",
    "what_is_told",
    "write_address_form",
]
