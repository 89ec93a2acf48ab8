"""What is served on whom, by which try, with what effect: orders, attempts, deeds, tasks, findings; and what was said.

Rows that the law reads lie here, whoever writes them: calls, what recipients do in the portal, malfunctions.
"""
