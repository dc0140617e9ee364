"""The benches: how fast the product is, as ratios measured in one run.

Machines are shared and noisy, so a figure is ours divided by a bare counterpart doing the same
work, taken alternately, as the median of several pairs. Whatever is measured is checked
afterwards: one unexpected answer, or a ceiling passed by a penny, voids the run.
"""
