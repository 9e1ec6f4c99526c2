"""Makes what the program ships as data: the page model's weights and the calibration. Not in the wheel.

Rooms: ``content`` (what people send: submitters, opinions, label wordings, print), ``layouts`` (families of papers that
put content on pages), ``noise`` (what a line finder and a reader make of a page), ``rendering`` (a page as pixels),
``page_model`` (features to weights).
"""
