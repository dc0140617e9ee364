"""The pages of targets, a module for each part of them."""

from procurement_hub.targets.views import aims, bases, joint, outturns, region, years
from procurement_hub.targets.views.blueprint import blueprint

__all__ = ["aims", "bases", "blueprint", "joint", "outturns", "region", "years"]
