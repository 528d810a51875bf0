"""The first content of a fresh newsroom: a week of an invented house in an invented part of the world.

``content/`` holds the words, ``dates`` turns their dates into this week's, ``records`` reads them, ``loading``
publishes them through the same doors as everything else. ``README.md`` describes the format and the world.
"""
