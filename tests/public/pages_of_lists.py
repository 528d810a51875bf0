"""How much stands on the pages of a list."""


def sizes(client, path: str) -> list[int]:
    """How much stands on each page of a list."""
    first = client.get(path)
    last = first.context["page_obj"].paginator.num_pages
    return [len(client.get(path, {"page": n}).context["page_obj"].object_list) for n in range(1, last + 1)]
