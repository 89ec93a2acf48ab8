"""The push of a public tracking platform (Kuaidi100), for carriers that report to it and not to the court.

What it pushes is the course of a letter and nothing more: no scan of the return, and of a signature only whether it was
"in person". So its reports never are a whole triplet by themselves.
"""
