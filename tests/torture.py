# ruff: noqa: E501  (one cell a line)
"""A notebook of everything that a kernel can get wrong when it is not started afresh; cells may raise."""

from __future__ import annotations

from pathlib import Path

import nbformat

SPOKEN = [
    "import sys, os; print('out1'); print('err1', file=sys.stderr); print('out2'); sys.stdout.write('tail')",
    "from IPython.display import display, clear_output, HTML, Markdown\nprint('gone'); clear_output(); print('stays')",
    "print('gone later'); clear_output(wait=True); print('new'); clear_output(wait=True)",
    "os.system('echo from a shell'); os.write(1, b'fd write\\n'); import time; time.sleep(0.3)",
    "os.write(2, b'fd err\\n'); time.sleep(0.3)",
    "!echo bang",
    "%%bash\necho in bash\nexit 3",
    "%%python3\nprint('sub')",
    "%%capture cap\nprint('captured')",
    "cap.stdout",
    "for i in range(3): display(i)\nprint('x', end='', flush=True); print('z')",
    "print('é ☃ 𝒳'); '\\x1b[31mred\\x1b[0m'",
    "print('a\\rb'); print('x\\by')",
    "import threading\nt = threading.Thread(target=lambda: print('in thread')); t.start(); t.join()",
    "import subprocess\nprint(subprocess.run(['echo', 'sp'], capture_output=True, text=True).stdout)",
    "import asyncio\nawait asyncio.sleep(0.01); print('async')\nasync def g():\n    return 7\nawait g()",
]
REFUSED = [
    "def f(:\n  pass", "1/0",
    "try:\n    1/0\nexcept ZeroDivisionError as e:\n    raise ValueError('chained') from e",
    "def deep(n):\n    return deep(n-1) if n else {}['k']\ndeep(3)",
    "input('name? ')", "import getpass; getpass.getpass()", "raise KeyboardInterrupt", "import no_such_module",
    "class B:\n    def _repr_html_(self): raise RuntimeError('in display')\n    def __repr__(self): return 'B'\nB()",
    "import pandas as pd\npd.DataFrame({'a': [1]})['b']",
]
WARNED = [
    "import warnings\nwarnings.warn('look out')\nwarnings.warn('old', DeprecationWarning)\nwarnings.warn('f', FutureWarning)",
    "'\\d'", "warnings.warn('look out')", "import numpy as np; np.log(np.array([0.0]))", "[str(f) for f in warnings.filters]",
    "import logging\nlogging.warning('logged'); logging.getLogger('x').error('also')",
    "logging.getLogger().level, [type(h).__name__ for h in logging.getLogger().handlers]",
]
SHOWN = [
    "len?", "h = display('first', display_id='one'); display('between'); h.update('changed')",
    "display(HTML('<b>x</b>'), Markdown('*m*')); 5", "6;", "None", "[1] * 2000",
    "class R:\n    def _repr_html_(self): return '<i>html</i>'\n    def _repr_latex_(self): return '$x$'\nR",
    "from myst_nb import glue\nglue('a', 3.5)", "pd.DataFrame(np.arange(60).reshape(2, 30))",
    "print(pd.DataFrame(np.arange(60).reshape(2, 30)))",
    "import matplotlib.pyplot as plt\nplt.plot([1, 2, 3])",
    "fig, ax = plt.subplots(); ax.plot([3, 1]); plt.show(); print('after')",
    "fig, ax = plt.subplots(); ax.set_title('t'); fig",
    "%matplotlib inline\nplt.plot([2, 1]); None",
    "import matplotlib; sorted((k, str(v)) for k, v in matplotlib.rcParams.items())",
    "plt.close('all'); %config InlineBackend.figure_formats = ['svg']",
    "plt.rcParams['svg.hashsalt'] = 'x'\n%config InlineBackend.print_figure_kwargs = {'metadata': {'Date': None}}\n"
    "plt.plot([1, 2]); None",
    "%who", "%env FOO=bar\nos.environ['FOO']", "%precision 3\n1/3", "%xmode", "%load_ext autoreload\n%autoreload 2",
]
SURROUNDINGS = [
    "sys.path, sys.argv[0], len(sys.argv), sys.flags.safe_path, sys.flags.hash_randomization, sys.flags.utf8_mode",
    "import __main__; sorted(vars(__main__))[:12], __name__, __main__.__spec__, sys.modules['__main__'] is __main__",
    "os.getcwd(), oct(os.umask(os.umask(0))), os.nice(0), os.getpgid(0) == os.getpid()",
    "import resource\n[resource.getrlimit(getattr(resource, n)) for n in sorted(dir(resource)) if n.startswith('RLIMIT')]",
    "import locale; locale.getlocale(), locale.setlocale(locale.LC_ALL), sys.getfilesystemencoding(), time.tzname",
    "sys.stdout.encoding, sys.stderr.errors, sys.stdin is not None, sys.stdin.isatty(), sys.__stdout__.fileno()",
    "hash('a'), hash('rotation'), list({'x', 'y', 'zebra', 'q'})",
    "print('\\n'.join(f'{k}={v}' for k, v in sorted(os.environ.items()) if k != 'JPY_PARENT_PID'))",
    "[(o, pd.get_option(o)) for o in ('display.max_columns', 'display.width', 'display.encoding', 'display.max_rows')]",
    "np.get_printoptions(), np.geterr()",
    "import signal; [str(signal.getsignal(s)) for s in (signal.SIGINT, signal.SIGTERM, signal.SIGCHLD, signal.SIGPIPE)]",
    "signal.pthread_sigmask(signal.SIG_BLOCK, [])",
    "asyncio.get_running_loop().get_debug(), type(asyncio.get_running_loop()).__name__",
    "get_ipython().history_manager.hist_file, get_ipython().history_manager.enabled, In[1], get_ipython().execution_count",
    "import multiprocessing as mp; mp.get_start_method()",
    "mp.get_context('fork').Pool(2).map(abs, [-1, 2])", "mp.get_context('spawn').Pool(1).map(abs, [-3])",
    "from concurrent.futures import ProcessPoolExecutor\nwith ProcessPoolExecutor(2) as p: print(list(p.map(abs, [-1])))",
    "import gc; gc.isenabled(), gc.get_threshold(), sys.getrecursionlimit(), sys.getswitchinterval()",
    "import random; random.random() == random.random(), np.random.rand() == np.random.rand()",
    "len(os.sched_getaffinity(0)), sys.gettrace(), sys.getprofile(), threading.current_thread().name",
    "sorted(t.name.rstrip('0123456789') for t in threading.enumerate() if '(' not in t.name)", "[os.readlink(f'/proc/self/fd/{n}')[:5] for n in range(3)]",
    "from decimal import getcontext; getcontext()", "import socket; socket.getdefaulttimeout()",
    "import faulthandler; faulthandler.is_enabled()",
    "open('/proc/self/oom_score_adj').read(), open('/proc/self/timerslack_ns').read()",
]


def write_torture(folder: Path) -> Path:
    """The notebook, in a folder that also holds settings which only a kernel started there would find."""
    (folder / "matplotlibrc").write_text("lines.linewidth: 7\nfigure.figsize: 3, 2\n", encoding="utf-8")
    (folder / "beside.py").write_text("found = 'beside the notebook'\n", encoding="utf-8")
    sources = [*SPOKEN, *REFUSED, *WARNED, *SHOWN, *SURROUNDINGS, "import beside; beside.found"]
    return write_notebook(folder / "torture.ipynb", sources, ["raises-exception"])


def write_notebook(path: Path, sources: list[str], tags: list[str] | None = None) -> Path:
    """A notebook of code cells."""
    cells = [nbformat.v4.new_code_cell(source, id=f"c{n}", metadata={"tags": tags or []})
             for n, source in enumerate(sources)]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel}), path)
    return path
