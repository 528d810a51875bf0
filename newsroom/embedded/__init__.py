"""PostgreSQL and Valkey of the project's own, and the runner behind `make run`: to develop and try out.

Production brings its own servers and processes; nothing outside this package, manage.py and the tests
imports it, and importing the settings never starts a server.
"""
