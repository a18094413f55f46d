"""Where a page's notebook can be run and its source read: links that exist once a repository's address is configured.

``repository.url`` of ``_config.yml`` (with ``branch`` and ``path_to_book``) names it. Binder runs notebooks of GitHub
and GitLab, Colab those of GitHub; on other hosts there is a link to the source and nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import quote, urlsplit

NOT_OURS = "https://github.com/executablebooks/jupyter-book"     # what Jupyter Book fills in where nothing is said
BINDER, COLAB = "https://mybinder.org", "https://colab.research.google.com"
HOSTS = {"github.com": "gh", "gitlab.com": "gl"}
SOURCES = "chapters/"           # pages that are written; the others are made and have no source of their own


class Link(NamedTuple):
    """A button: its words and where it leads."""

    text: str
    address: str


def links(options: Mapping[str, object], page: str, suffix: str) -> list[Link]:
    """The buttons of a page whose source ends with ``suffix``; none without a repository's address."""
    url = str(options.get("repository_url") or "").rstrip("/").removesuffix(".git")
    parts = urlsplit(url)
    if not url or url == NOT_OURS or parts.scheme != "https" or not page.startswith(SOURCES):
        return []
    branch = quote(str(options.get("repository_branch") or "main"))
    folder = str(options.get("path_to_docs") or "").strip("/")
    file = quote("/".join(filter(None, [folder, f"{page}{suffix}"])))
    found = [Link("Source", f"{url}/blob/{branch}/{file}")]
    host, name = HOSTS.get(parts.netloc), quote(parts.path.strip("/"))
    if suffix != ".ipynb" or not host:
        return found
    project = name if host == "gh" else quote(name, safe="")
    found.insert(0, Link("Binder", f"{BINDER}/v2/{host}/{project}/{branch}?urlpath={quote(f'tree/{file}', safe='')}"))
    if host == "gh":
        found.insert(1, Link("Colab", f"{COLAB}/github/{name}/blob/{branch}/{file}"))
    return found
