"""Sums about waiting lists. Plain Python and numpy: no Django, no database, no clock.

Two layers stand side by side. ``compat`` and ``compat_list`` give the numbers of the NHS-R
Community's package, its traps included, so that a service can check us against what it knows.
``formulas`` and ``service`` give what our pages show: the same method with the traps mended.
"""
