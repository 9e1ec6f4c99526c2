"""The face of the queue in a browser: pages, sessions and what protects them. It holds no rules of reviewing.

``create_app`` puts it together, ``serve`` runs it. A new page is a router with its routes, included by ``create_app``.
"""
