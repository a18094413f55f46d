"""papermill's engine on warm kernels: papermill's own client and message handling, another way to start the kernel."""

from __future__ import annotations

import time
from typing import Any

from papermill.engines import NBClientEngine, NotebookExecutionManager

from .manager import WarmKernelManager

SAVE_EVERY = 1.0          # seconds between two copies of a notebook that is still running


class ThriftyManager(NotebookExecutionManager):
    """papermill's bookkeeping, which writes the whole notebook twice a cell; here at most once a second, and last.

    A crash loses at most what the last second added, as the autosave between cells does.
    """

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self._saved = float("-inf")

    def save(self, **kwargs: Any) -> None:
        if time.monotonic() - self._saved >= SAVE_EVERY or self.nb.metadata.papermill.get("end_time"):
            super().save(**kwargs)
            self._saved = time.monotonic()


class WarmEngine(NBClientEngine):
    """``papermill --engine rotation``: outputs as with the default engine, without the start of an interpreter."""

    @classmethod
    def execute_notebook(cls, nb: Any, kernel_name: str, output_path: str | None = None, progress_bar: bool = True,
                         log_output: bool = False, autosave_cell_every: int = 30, **kwargs: Any) -> Any:
        nb_man = ThriftyManager(nb, output_path=output_path, progress_bar=progress_bar, log_output=log_output,
                                autosave_cell_every=autosave_cell_every)
        nb_man.notebook_start()
        try:
            cls.execute_managed_notebook(nb_man, kernel_name, log_output=log_output, **kwargs)
        finally:
            nb_man.cleanup_pbar()
            nb_man.notebook_complete()
        return nb_man.nb

    @classmethod
    def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **kwargs: Any) -> Any:
        kwargs.setdefault("kernel_manager_class", WarmKernelManager)
        return super().execute_managed_notebook(nb_man, kernel_name, **kwargs)
