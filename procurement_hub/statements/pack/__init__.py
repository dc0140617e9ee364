"""The evidence pack of one statement: everything that its figures rest on, in one ZIP file that an
auditor can take away and check without this product (needs S3-11, S3-31, S3-38).

`verify.py` goes into the pack as it is here: it needs nothing but Python's own library."""

from procurement_hub.statements.pack.making import Pack, make_pack, record_pack
from procurement_hub.statements.pack.scope import Scope, scope_as_it_stands, scope_of_version

__all__ = ["Pack", "Scope", "make_pack", "record_pack", "scope_as_it_stands", "scope_of_version"]
