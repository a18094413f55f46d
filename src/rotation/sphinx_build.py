"""Sphinx as the book runs it: the same pages as ``sphinx-build -W -n --keep-going``, made with less work.

    python -m rotation.sphinx_build SOURCE OUT DOCTREES [--jobs N]

* Pages are read and written by ``--jobs`` processes, this one among them: no process only waits for others, and none
  holds more pages than its share.
* Over the ``DOCTREES`` and ``OUT`` of an earlier build only those pages are read whose sources changed, and only those
  written that show what changed (``site_state`` says when there is nothing to go on from).
"""

from __future__ import annotations

import argparse
import os
import pickle
import sys
import time
import traceback
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import ModuleType
from typing import ClassVar

from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.errors import SphinxError
from sphinx.util.build_phase import BuildPhase
from sphinx.util.console import nocolor
from sphinx.util.docutils import docutils_namespace, patch_docutils
from sphinx.util.logging import pending_warnings
from sphinx.util.parallel import ParallelTasks

from .site_state import Change, State, clear, same, shown_elsewhere

# Extensions that do not say whether pages may be read in parallel. Both have been looked at: the first sets two
# constants of the environment before anything is read, the second takes the place of a step that comes after reading.
SAFE_TO_READ = ("sphinx_jupyterbook_latex", "sphinx_multitoc_numbering")
_BY_PAGE = ("all_docs", "metadata", "titles", "longtitles", "tocs", "toc_num_entries", "toctree_includes",
            "dependencies", "included", "toc_secnumbers", "toc_fignumbers")


# Which modules of MyST-NB run notebooks, and what others import from them. Nothing is run here, and what they bring (a
# database, a client of kernels) takes longer to load than most pages to make.
RUNNERS = {"cache": "NotebookClientCache", "direct": "NotebookClientDirect"}


class OneByOneError(SphinxError):
    """What is to be built must be built from nothing and by one process."""

    category = "order"


class BookBuilder(StandaloneHTMLBuilder):
    """The HTML builder with work shared between processes, and with a memory."""

    change: ClassVar[Change]      # what changed since the last build; set before the application is made

    def get_outdated_docs(self) -> Iterable[str]:
        """Every page if something changed that all of them load; else the first, so that there is always a last step:
        what is read anew needs no telling."""
        return sorted(self.env.found_docs) if self.change.everywhere else (self.config.root_doc,)

    def write(self, build_docnames: Iterable[str] | None, updated_docnames: Sequence[str], method: str = "update"
              ) -> None:
        """Write what was read anew, or every page if one may show something else of another page than it did."""
        if _renamed(self.env) and not (self.change.clean and self.app.parallel == 1):
            raise OneByOneError("two pictures of one name: their new names depend on the order of reading")
        self.change.shown = shown_elsewhere(self.env)
        if self.change.shown != self.change.before.shown:
            build_docnames = None
        super().write(build_docnames, updated_docnames, method)

    def copy_static_files(self) -> None:
        """Into an empty folder: pages name these files with a checksum of what is there while pages are written, and
        some are put in place only afterwards."""
        clear(Path(self.outdir) / "_static")
        super().copy_static_files()

    # ---------------------------------------------------------------- reading

    def _read_parallel(self, docnames: Sequence[str], nproc: int) -> None:
        for docname in docnames:
            self.events.emit("env-purge-doc", self.env, docname)
            self.env.clear_doc(docname)
        own, *others = (docnames[n::nproc] for n in range(nproc))
        apart: list[tuple[Sequence[str], bytes]] = []
        tasks = _Tasks(nproc)
        for share in others:
            tasks.add_task(self._read_share, share, lambda *found: apart.append(found))
        with tasks.ended():
            for docname in own:
                self.read_doc(docname, _cache=False)
        for share, environment in sorted(apart, key=lambda found: found[0]):
            self._merge(share, environment)

    def _read_share(self, share: Sequence[str]) -> bytes:
        for docname in share:
            self.read_doc(docname, _cache=False)
        return pickle.dumps(self.env, pickle.HIGHEST_PROTOCOL)

    def _merge(self, share: Sequence[str], environment: bytes) -> None:
        other = pickle.loads(environment)
        if claimed_twice(self.env, other):
            raise OneByOneError("two pages claim one label: only a process that reads both tells it")
        self.env.merge_info_from(share, other, self.app)

    # ---------------------------------------------------------------- writing

    def _write_parallel(self, docnames: Sequence[str], nproc: int) -> None:
        nproc += 1                # Sphinx leaves out the process that hands out the work; ours works too
        first, rest = docnames[0], docnames[1:]
        self._write_share([first])          # templates are compiled and the navigation drawn before there are copies
        own, *others = (rest[n::nproc] for n in range(nproc))
        tasks = _Tasks(nproc)
        for share in others:
            tasks.add_task(self._write_apart, share, self._take_over)
        with tasks.ended(), pending_warnings():
            self._write_share(own)

    def _write_share(self, share: Sequence[str]) -> None:
        for docname in share:
            self.app.phase = BuildPhase.RESOLVING
            doctree = self.env.get_and_resolve_doctree(docname, self)
            self.app.phase = BuildPhase.WRITING
            self.write_doc_serialized(docname, doctree)
            self.write_doc(docname, doctree)

    def _write_apart(self, share: Sequence[str]) -> dict[str, str]:
        """In a process of its own: what the others must know of these pages, images to copy."""
        self.images.clear()
        self._write_share(share)
        return dict(self.images)

    def _take_over(self, share: Sequence[str], found: dict[str, str]) -> None:  # noqa: ARG002
        self.images.update(found)


def claimed_twice(env: object, other: object) -> bool:
    """Pages read by two processes that each define the same label, term or equation. Sphinx warns of it while reading
    the second page, so neither process can; and merging takes either without a word."""
    for domain, mine in env.domaindata.items():
        for table, held in mine.items():
            theirs = other.domaindata.get(domain, {}).get(table)
            if isinstance(held, dict) and isinstance(theirs, dict):
                shared = (held.keys() & theirs.keys()) - env.found_docs
                if any(held[key] != theirs[key] and not same(held[key], theirs[key]) for key in shared):
                    return True
    return False


def _renamed(env: object) -> bool:
    return any(Path(path).name != unique for path, (_, unique) in env.images.items())


class _Tasks(ParallelTasks):
    """Processes that start at once: their number is the number of shares but our own."""

    @contextmanager
    def ended(self) -> Iterator[None]:
        """Wait for all of them after our own share; if that fails, or one of theirs, none goes on."""
        try:
            yield
            while self._pworking:
                self._refuse_silence()
                if not self._join_one():
                    time.sleep(0.005)
        finally:
            self.terminate()

    def _refuse_silence(self) -> None:
        """A process that was killed says nothing: an error, not an endless wait."""
        for number, pipe in self._precvs.items():
            if not self._procs[number].is_alive() and not pipe.poll():
                raise ChildProcessError(f"a process that made pages ended with {self._procs[number].exitcode}")


# ---------------------------------------------------------------- the extension

def setup(app: Sphinx) -> dict[str, object]:
    """Register the builder and everything that saves work. The configuration must name this extension last."""
    app.add_builder(BookBuilder, override=True)
    app.connect("env-get-outdated", changed_pages)
    app.connect("env-updated", in_order, priority=1)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def changed_pages(app: Sphinx, env: object, added: set[str], changed: set[str], removed: set[str]) -> set[str]:  # noqa: ARG001
    """Every page one of whose sources has another content than it had, whatever its date."""
    touched = app.builder.change.files
    pages = {page for page in env.all_docs if _sources(app, page) & touched}
    if "_toc.yml" in touched:     # a page whose own entry is the same may head another list, or others' titles
        pages |= set(env.toctree_includes)
        pages |= {str(name) for name, item in env.external_site_map.items() if item.subtrees}
    return pages & env.found_docs


def _sources(app: Sphinx, page: str) -> set[str]:
    """The files that a page was read from, as the staged source names them."""
    base = Path(app.srcdir)
    files = {Path(app.env.doc2path(page)), *(base / name for name in app.env.dependencies.get(page, ()))}
    return {os.path.relpath(os.path.normpath(path), base).replace(os.sep, "/") for path in files}


def in_order(app: Sphinx, env: object) -> None:  # noqa: ARG001
    """What is known by page in order of pages, not in the order in which they happened to be read."""
    for name in _BY_PAGE:
        held = getattr(env, name)
        ordered = {page: held[page] for page in sorted(held)}
        held.clear()
        held.update(ordered)


# ---------------------------------------------------------------- running

def build(source: Path, out: Path, doctrees: Path, jobs: int) -> int:
    """Make the pages; the exit code of Sphinx. What an unfinished or failed build leaves is never built upon."""
    change = State.changes(source, out, doctrees)
    if change.nothing:
        return 0
    if change.clean:
        clear(out, doctrees)
    try:
        failed = _attempt(source, out, doctrees, jobs, change, quiet=not change.clean)
        again = failed and not change.clean  # what is wrong with a page is told by a build of everything
    except OneByOneError:
        failed, again, jobs = 2, True, 1
    if failed or again:
        clear(out, doctrees)
    if again:                                # in a fresh process: extensions write into lists of Sphinx's own
        sys.stdout.flush()
        command = [sys.executable, "-m", __name__, str(source), str(out), str(doctrees), "--jobs", str(jobs)]
        os.execv(sys.executable, command)
    return failed


def _attempt(source: Path, out: Path, doctrees: Path, jobs: int, change: Change, quiet: bool) -> int:
    BookBuilder.change = change
    _without_runners()
    nocolor()
    with patch_docutils(str(source)), docutils_namespace(), open(os.devnull, "w", encoding="utf-8") as nowhere:
        warnings = nowhere if quiet else sys.stderr
        try:
            settings = {"nitpicky": True, "extensions": [*_extensions(source), __name__]}
            app = Sphinx(str(source), str(source), str(out), str(doctrees), "html", settings, status=None,
                         warning=warnings, warningiserror=True, keep_going=True, parallel=jobs)
            for name in SAFE_TO_READ:
                if name in app.extensions:
                    app.extensions[name].parallel_read_safe = True
            app.build()
            if not app.statuscode:
                change.finished(app.env, source, out, doctrees)
            return app.statuscode
        except OneByOneError:
            raise
        except Exception as error:
            _tell(error, warnings)
            return 2


def _without_runners() -> None:
    """Stand-ins for what runs notebooks: papermill has run them (see ``_config.yml``)."""
    for module, client in RUNNERS.items():
        full = f"myst_nb.core.execute.{module}"
        if full not in sys.modules:
            sys.modules[full] = ModuleType(full)
            setattr(sys.modules[full], client, None)


def _tell(error: Exception, stream: object) -> None:
    """The error, and where it came from if it is none that Sphinx has words for."""
    category = getattr(error, "category", None)
    lines = [f"{category}: {error}"] if category else traceback.format_exception(error)
    print("\n".join(lines), file=stream)


def _extensions(source: Path) -> list[str]:
    """What the configuration names, so that ours can come last."""
    namespace: dict[str, object] = {"__file__": str(source / "conf.py")}
    exec(compile((source / "conf.py").read_text(encoding="utf-8"), "conf.py", "exec"), namespace)
    return list(namespace.get("extensions", ()))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="rotation.sphinx_build", description="Make the pages of a configured source.")
    for name in ("source", "out", "doctrees"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--jobs", type=int, default=2, help="processes that read and write (default 2)")
    return parser.parse_args()


if __name__ == "__main__":
    from rotation import sphinx_build  # the module that Sphinx will load, not a second one called __main__

    arguments = _arguments()
    with suppress(KeyboardInterrupt):
        raise SystemExit(sphinx_build.build(arguments.source.resolve(), arguments.out.resolve(),
                                            arguments.doctrees.resolve(), arguments.jobs))
    raise SystemExit(130)
