"""Reading on several computers: pages go to Dask's distributed scheduler as bytes, readings come back.

Only the ingest process writes to a workspace; the other computers hold nothing once a page is read. What they read
with is this very program (see ``release``), each page in a process of its own with the limits of the local pool.
"""
