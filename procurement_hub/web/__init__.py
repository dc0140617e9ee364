"""The Flask glue: identity of a request, access to views, forms, error pages, headers, jobs.

It knows core and accounts and no area above them. `install` in web/installing.py puts all of it
into the application."""
