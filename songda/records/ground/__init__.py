"""What every act stands on: events and their log, keys, the queue of work, limits, words from lists, restores.

Nothing here knows of cases or people. The log lies at the bottom, not beside the certificates, because every act of
every other wing writes its event in the transaction of the act.
"""
