"""A whole job as data: who is who, what they do and when, and what the books must say at the end.

An act goes through the same services as a page, as the named person, at its own moment. A
scenario makes the demonstration, tests the main job on both engines, and lets an auditor replay
a published example."""
