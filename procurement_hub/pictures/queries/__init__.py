"""Reads for the pictures that no lower area needs: always of one council, or of one centre's frameworks."""
