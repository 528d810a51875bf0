"""``make messages``: bring the catalogues in locale/ to what stands in the interface, and compile them."""

from .catalogue import languages, po_path, read, update

for language in languages():
    update(language)
    missing = [message.id for message in read(language) if message.id and not all(message.string or [""])]
    print(f"{po_path(language)}: {len(missing)} to translate")
