"""What setup.cfg cannot say: the packages by looking, and the top-level folders carried inside."""

from setuptools import find_packages, setup

CARRIED = {f"procurement_hub.{folder}": folder for folder in ("templates", "static", "migrations")}

setup(packages=[*find_packages(include=["procurement_hub*"]), *CARRIED], package_dir=CARRIED)
