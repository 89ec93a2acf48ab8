"""What the law answers on both sides of every condition: a case in which a row speaks, and the same with one change.

The tables `*.txt` beside this are read by people who change a rule: the difference of two versions shows which answers
move. `python -m tests.core.law.borders` writes them anew.
"""
