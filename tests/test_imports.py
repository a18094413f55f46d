"""Imports run one way, pure modules open no file, and only the fetcher knows the network: read from the source."""

from __future__ import annotations

import ast
import sys
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from rotation.paths import ROOT

SOURCE = ROOT / "src" / "rotation"

# From what knows nothing to what knows everything; a module imports from its own line and from the lines above it.
# A name stands for a module or for a whole package; ``charts.style`` is apart, because the chapter speaks through it.
LAYERS = (
    ("errors", "paths", "files", "wording", "markup", "records", "parameters", "progress", "command"),
    ("intervals",),
    ("articles", "claims", "market", "reference", "trading_days"),
    ("returns", "statistics", "valuation", "policy", "easing", "sectors", "stocks"),
    ("verdicts",),
    ("checks",),
    ("ledger", "crosscheck", "proposals", "specifications"),
    ("provenance", "number_links", "figure_sources", "report", "claim_rows", "charts.style"),
    ("chapter",),
    ("replay", "studies"),
    ("charts",),
    ("claim_pages", "dossiers", "pages"),
    ("runs",),
    ("warm", "schedulers"),
    ("launch", "mathematics", "navigation", "page_html", "search_index", "site_state"),
    ("record_pages", "formats", "glossary", "layout", "site_files", "staged_tables"),
    ("figure_pages", "number_pages", "number_roles", "series_pages"),
    ("front", "publishing"),
    ("claim_pages.addresses", "claim_pages.extension", "notebooks", "site", "editions", "sphinx_ext", "sphinx_build"),
    ("kept", "made"),
    ("sweeps",),
    ("stock_pages",),
    ("book", "edition_set"),
)
# Beside the line: they may use what stands in LAYERS, and nothing there may use them. Each with what it is for.
ASIDE = {
    "snapshot": "makes data/market from the raw files",
    "snapshot_memberships": "makes data/reference/memberships.csv",
    "add_data": "puts rows into certified series",
    "fetch": "the only code that touches the network",
    "review": "what moved between two versions",
    "bench": "how long the build takes against the stock tools",
    "bench_goals": "what it is asked to reach, and what was found",
    "bench_jobs": "what it runs",
    "bench_site": "sites of generated pages for it",
    "bench_notebooks": "notebooks of a chapter's size for it, and the same analysis as a program",
    "extract": "numbers out of texts; knows nothing of markets",
    "drafts": "a new article as drafts for a person to review",
}
PURE = ("records", "errors", "wording", "intervals", "returns", "statistics", "valuation", "policy", "easing",
        "sectors", "stocks", "verdicts", "report", "charts", "checks.performance", "checks.tell")
NETWORK = {"socket", "ssl", "http", "urllib.request", "urllib3", "requests", "ftplib", "smtplib", "asyncio", "aiohttp",
           "httpx", "webbrowser"}
OPENERS = {"open", "read_text", "write_text", "read_bytes", "write_bytes", "read_csv", "to_csv", "read_parquet", "glob",
           "rglob", "read_rows", "read_yaml", "mkdir", "unlink"}
LOCAL = {"warm": {"socket", "asyncio"}}        # sockets in a folder of their own, between processes of one run
CLOCK = {"today", "now", "utcnow", "time", "uuid4", "uuid1"}


@cache
def modules() -> dict[str, ast.Module]:
    """Every module of the package by its dotted name."""
    return {_name(path): ast.parse(path.read_text(encoding="utf-8")) for path in sorted(SOURCE.rglob("*.py"))}


def _name(path: Path) -> str:
    parts = path.relative_to(SOURCE).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__") or "__init__"


def own_imports(name: str) -> set[str]:
    """Modules of the package that a module imports, inside functions too (type hints excepted)."""
    package = name.split(".") if (SOURCE / name.replace(".", "/") / "__init__.py").is_file() else name.split(".")[:-1]
    found: set[str] = set()
    for node in _executed(modules()[name]):
        if isinstance(node, ast.ImportFrom) and node.level:
            base = ".".join([*package[: len(package) - node.level + 1], *([node.module] if node.module else [])])
            found |= {_resolve(base, alias.name) for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("rotation"):
            base = node.module.removeprefix("rotation").removeprefix(".")
            found |= {_resolve(base, alias.name) for alias in node.names}
    return found - {"", name}


def _resolve(base: str, imported: str) -> str:
    inner = f"{base}.{imported}".strip(".")
    return inner if inner in modules() else base


def _executed(tree: ast.AST):
    """Every node except those under ``if TYPE_CHECKING:``."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            continue
        yield node
        yield from _executed(node)


def place(name: str) -> str:
    """The entry of LAYERS or ASIDE that a module belongs to; its own name where there is none."""
    known = {entry for layer in LAYERS for entry in layer} | set(ASIDE)
    parts = name.split(".")
    for length in range(len(parts), 0, -1):
        if ".".join(parts[:length]) in known:
            return ".".join(parts[:length])
    return name


def rank(name: str) -> int | None:
    return next((n for n, layer in enumerate(LAYERS) if place(name) in layer), None)


def test_every_module_has_a_place():
    homeless = [name for name in modules() if name != "__init__" and rank(name) is None and place(name) not in ASIDE]
    assert not homeless, "name them in LAYERS or ASIDE, and in CONTRIBUTING"


def test_no_arrow_points_back():
    back = [f"{name} imports {other}" for name in modules() if rank(name) is not None for other in own_imports(name)
            if rank(other) is None or rank(other) > rank(name)]
    assert not back


def test_there_is_no_circle():
    graph = {name: own_imports(name) for name in modules()}
    try:
        tuple(TopologicalSorter(graph).static_order())
    except CycleError as circle:
        pytest.fail(" -> ".join(circle.args[1]))


def outside_imports(name: str) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(modules()[name]):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def test_only_the_fetcher_knows_the_network():
    assert not {name: hit for name in modules() if place(name) != "fetch"
                if (hit := {i for i in outside_imports(name) if i in NETWORK or i.split(".")[0] in NETWORK}
                    - LOCAL.get(place(name), set()))}


def test_sockets_are_files():
    assert not [name for name, tree in modules().items() if place(name) in LOCAL
                for node in ast.walk(tree) if isinstance(node, ast.Attribute) and node.attr in ("AF_INET", "AF_INET6")]


def test_scripts_do_not_reach_out_either():
    for path in sorted((ROOT / "scripts").glob("*.py")):
        names = {alias.name for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
                 if isinstance(node, ast.Import) for alias in node.names}
        assert not names & NETWORK, path.name


def called(tree: ast.Module) -> set[str]:
    """Names of everything that is called, the last part of dotted ones."""
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            names.add(node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", ""))
    return names


def test_pure_modules_open_no_file():
    pure = [name for name in modules() if name in PURE or place(name) in PURE]
    assert len(pure) > 12
    assert not {name: hit for name in pure if (hit := called(modules()[name]) & OPENERS)}


def test_only_charts_draw():
    """Beside them the warm process exercises the library and judges a notebook's figures; the bench times figures."""
    drawing = {place(name) for name in modules() if any(i.split(".")[0] == "matplotlib" for i in outside_imports(name))}
    assert drawing <= {"charts", "charts.style", "warm", "bench_notebooks", "figure_pages"}   # the last has its letters


def test_nothing_reads_the_clock_but_the_fetcher():
    """``perf_counter`` of the bench measures; it dates nothing."""
    clocks = {name: hit for name in modules() if place(name) not in ("fetch", "bench")
              if (hit := called(modules()[name]) & CLOCK)}
    assert not clocks


def test_nothing_is_random_without_a_seed():
    """``default_rng()`` and the global generators draw differently each run."""
    for name, tree in modules().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("default_rng"):
                assert node.args or node.keywords, name
            if isinstance(node, ast.Attribute) and ast.unparse(node.value) in ("np.random", "random"):
                assert node.attr in ("default_rng", "Generator"), f"{name}: {ast.unparse(node)}"


def test_no_input_is_checked_by_assert():
    """``python -O`` would drop it."""
    assert not [name for name, tree in modules().items() for node in ast.walk(tree) if isinstance(node, ast.Assert)]


def test_no_bare_except_and_nothing_swallowed():
    bare = [f"{name}:{node.lineno}" for name, tree in modules().items() for node in ast.walk(tree)
            if isinstance(node, ast.ExceptHandler) and node.type is None]
    assert not bare


def test_every_public_function_says_what_it_is():
    """Checks, measures and loaders: a public function without a docstring is not public."""
    silent = [f"{name}.{node.name}" for name, tree in modules().items() for node in tree.body
              if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")
              and rank(name) is not None and place(name) not in ("charts", "studies") and not ast.get_docstring(node)
              and sum(1 for _ in ast.walk(node)) > 60]
    assert not silent


def test_every_module_says_what_it_is():
    assert not [name for name, tree in modules().items() if not ast.get_docstring(tree)
                and tree.body and not name.endswith("__init__")]


def test_the_standard_library_and_the_lock_are_all_we_need():
    """Every third-party import is a requirement that requirements.in names (or one that they bring, listed here)."""
    brought = {"yaml": "pyyaml", "docutils": "sphinx", "sphinx": "jupyter-book", "urllib3": "requests",
               "psutil": "ipykernel", "myst_nb": "jupyter-book", "jinja2": "jupyter-book", "markupsafe": "jupyter-book",
               "traitlets": "ipykernel", "jupyter_client": "ipykernel", "IPython": "ipykernel"}
    asked = (ROOT / "requirements.in").read_text(encoding="utf-8").lower().replace("_", "-")
    for name in modules():
        for top in {i.split(".")[0] for i in outside_imports(name)} - set(sys.stdlib_module_names) - {"rotation"}:
            known = brought.get(top, top).lower().replace("_", "-")
            assert known in asked, f"{name} imports {top}"
