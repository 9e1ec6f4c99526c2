"""What verification costs a clerk: a simulated one, who knows the truth, drives the real faces, and is counted.

``python -m benchmarks.effort --help`` says how to run it, ``benchmarks/README.md`` what is counted and why.
"""
