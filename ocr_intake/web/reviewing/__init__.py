"""The page on which people review: what it asks for and gets as JSON. What an answer means is decided by the rules.

``routes`` are its addresses, ``controller`` puts a person's answers to the rules, ``shown`` says what is shown in
JSON's terms (``shapes``). The page itself is ``templates/review.html`` with ``static/review``.
"""
