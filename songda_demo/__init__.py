"""The demo: a sample court with phones, mailboxes and providers around it, on one machine, and its stories.

A court that serves papers needs none of it: nothing of `songda` knows this package but the command line, which starts
it where it is installed. Everybody in it is made up.
"""
