"""Templates in which what is the same for every request is worked out when they are loaded.

Most of what a template of a page writes says the same each time: words of the interface, addresses of routes and of
static files, the parts that it includes. Worked out anew they took more than half of a page's processor time. So a
template is kept once for each language: such nodes become text, included parts stand where they are included, and
neighbouring texts are one. What depends on a request is left as it is, and is rendered each time; names in it are
looked up by a shorter way where they lead to what is in a dictionary, as they mostly do.
"""
