"""Tools for whoever works on songda: what a service costs, and what is lost when everything breaks meanwhile.

They start stacks of their own as the demo does (`songda_demo`) and throw them away; a court needs none of it.
"""
