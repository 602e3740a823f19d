"""The words and names that planted things are made of; nobody is called so."""

from __future__ import annotations

import random

import yaml

Source = random.Random

WORDS = """
first: Aneirin Branwen Cadi Deiniol Eluned Ffion Gwenllian Heledd Iorwerth Lleucu Macsen Nest Olwen Peredur Rhiannon
  Siwan Tegid Tudur Gwilym Mabli Catrin Dyfrig Bedwyr Marged Clara Edmund Harriet Leopold Miriam Rosalind Toby Zara
last: Prydderch Cadwgan Llywarch Trahaearn Blethyn Gethin Meyrick Tegwen Rhydderch Penhallow Quillfeather Thistlewood
  Marchbanks Okonjo Brackenbury Delacroix-Hughes O'Hanrahan Pargeter Dunmore Castellan
places: Marlpit Kestrel Larkspur Bryncelyn Nantyderw Glanrhyd Penarwydd Tanglewood Ashgrove Corsfryn Maesteilo
months: January February March April May June July August September October November December
welsh months: Ionawr Chwefror Mawrth Ebrill Mai Mehefin Gorffennaf Awst Medi Hydref Tachwedd Rhagfyr
soft months: Ionawr Chwefror Fawrth Ebrill Fai Fehefin Orffennaf Awst Fedi Hydref Dachwedd Ragfyr
numbers: one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
areas: CF SA NP LL LD SY CH BS HR B M L E N W SW SE EC WC GL OX
"""
LISTS = {name: words.split() for name, words in yaml.safe_load(WORDS).items()}
FIRST, LAST, PLACES, MONTHS = (LISTS[name] for name in ("first", "last", "places", "months"))
WELSH_MONTHS, SOFT_MONTHS, NUMBERS = (LISTS[name] for name in ("welsh months", "soft months", "numbers"))
AREAS = LISTS["areas"]
