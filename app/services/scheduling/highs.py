"""The HiGHS solver that comes with OR-Tools, called through its C interface.

OR-Tools' own wrappers of it pass on neither a wish to stop nor the plans found on the way, and the highspy package
cannot live in one process with OR-Tools. The interface is documented at https://ergo-code.github.io/HiGHS ("C API").
"""

from __future__ import annotations

import ctypes
import importlib.util
from array import array
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from app.services.scheduling.matrix import Literal, Matrix

_ROW_WISE, _MINIMIZE = 2, 1
_BETTER_PLAN, _PULSE = 4, 6
"""Kinds of callback: an improving solution, and "shall I stop?"."""
_OPTIMAL = 7
_FEASIBLE = 2
_OPTIONS: Mapping[str, bool | int | float] = {
    "output_flag": False,
    "threads": 1,
    "mip_detect_symmetry": False,  # groups leave none to be found, and looking for it takes memory
    "mip_feasibility_tolerance": 1e-7,
}
_ARENA_MAX = -8
_FOLDERS = (".libs", ".dylibs", "lib")
_Callback = ctypes.CFUNCTYPE(
    None, ctypes.c_int, ctypes.c_char_p, ctypes.c_void_p, ctypes.POINTER(ctypes.c_int), ctypes.c_void_p
)


class SolverMissing(RuntimeError):
    """The installed OR-Tools brings no HiGHS that can be loaded."""


class SolverFault(RuntimeError):
    """HiGHS refused a call. Always a defect."""


@dataclass(frozen=True)
class Pulse:
    """Where a search stands; HiGHS tells it again and again."""

    bound: float
    work: int
    """Steps of the simplex method so far: the same for the same problem, however busy the machine is."""


@dataclass(frozen=True)
class Outcome:
    values: Sequence[float] | None
    """None when no plan was found."""
    objective: float
    bound: float
    proven: bool
    """Within the gap that was asked for."""


class Highs:
    """One search. Not to be shared by threads; several searches may run at a time."""

    def __init__(self, matrix: Matrix, costs: Sequence[float], constant: float) -> None:
        self._library = _library()
        self._size = len(matrix.upper)
        self._costs, self._constant = costs, constant
        self._model = ctypes.c_void_p(self._library.Highs_create())
        self._options(_OPTIONS)
        self._load(matrix)

    def run(
        self,
        *,
        seconds: float,
        gap: float,
        seed: int,
        branches: bool = True,
        relaxed: bool = False,
        start: Mapping[Literal, float] | None,
        stop_when: Callable[[Pulse], bool],
        on_better: Callable[[Sequence[float], float], None],
    ) -> Outcome:
        """Both callbacks are called on this thread; `gap` is a share of the objective. `relaxed` asks for no more than
        the bound that is left when nothing has to be whole.

        `start` is a plan to begin from: what decides it, the rest follows.
        """
        self._options({"time_limit": max(seconds, 0.05), "mip_rel_gap": gap, "random_seed": seed})
        self._options({} if branches else {"mip_max_nodes": 1})
        self._options({"solve_relaxation": relaxed})
        if start:
            known, numbers = _integers(list(start)), _doubles(list(start.values()))
            self._library.Highs_setSparseSolution(self._model, len(start), known, numbers)
        calls = self._listen(stop_when, on_better)
        try:
            self._library.Highs_run(self._model)
        finally:
            del calls
        return self._relaxed_outcome() if relaxed else self._outcome()

    def close(self) -> None:
        """Gives its memory back, to the system too."""
        self._library.Highs_destroy(self._model)
        _give_back()

    def _load(self, matrix: Matrix) -> None:
        status = self._library.Highs_passMip(
            self._model,
            self._size,
            len(matrix.most),
            len(matrix.columns),
            _ROW_WISE,
            _MINIMIZE,
            ctypes.c_double(self._constant),
            _doubles(self._costs),
            _doubles([0.0] * self._size),
            _doubles(matrix.upper),
            _doubles(matrix.least),
            _doubles(matrix.most),
            _integers([*matrix.row_starts, len(matrix.columns)]),
            _integers(matrix.columns),
            _doubles(matrix.factors),
            _integers(matrix.whole),
        )
        self._checked("passMip", status)

    def _options(self, options: Mapping[str, bool | int | float]) -> None:
        for name, value in options.items():
            word = name.encode()
            if isinstance(value, bool):
                status = self._library.Highs_setBoolOptionValue(self._model, word, int(value))
            elif isinstance(value, int):
                status = self._library.Highs_setIntOptionValue(self._model, word, value)
            else:
                status = self._library.Highs_setDoubleOptionValue(self._model, word, ctypes.c_double(value))
            self._checked(name, status)

    def _listen(
        self, stop_when: Callable[[Pulse], bool], on_better: Callable[[Sequence[float], float], None]
    ) -> object:
        """Answers what must stay alive while HiGHS calls."""

        def told(kind: int, _text: bytes, out: int, wish: ctypes.Array[ctypes.c_int], _data: int) -> None:
            if kind == _BETTER_PLAN:
                plan = self._doubles_of(out, b"mip_solution")[: self._size]
                on_better(plan, self._doubles_of(out, b"objective_function_value")[0])
            elif stop_when(Pulse(self._doubles_of(out, b"mip_dual_bound")[0], self._steps_of(out))):
                wish[0] = 1

        calls = _Callback(told)
        self._checked("setCallback", self._library.Highs_setCallback(self._model, calls, None))
        for kind in (_BETTER_PLAN, _PULSE):
            self._checked("startCallback", self._library.Highs_startCallback(self._model, kind))
        return calls

    def _doubles_of(self, out: int, name: bytes) -> ctypes._Pointer[ctypes.c_double]:
        address = self._library.Highs_getCallbackDataOutItem(out, name)
        return ctypes.cast(address, ctypes.POINTER(ctypes.c_double))

    def _steps_of(self, out: int) -> int:
        address = self._library.Highs_getCallbackDataOutItem(out, b"mip_total_lp_iterations")
        steps: int = ctypes.cast(address, ctypes.POINTER(ctypes.c_int64))[0]
        return steps

    def _outcome(self) -> Outcome:
        optimal = self._library.Highs_getModelStatus(self._model) == _OPTIMAL
        bound = self._number("mip_dual_bound")
        if self._whole("primal_solution_status") != _FEASIBLE:
            return Outcome(None, float("inf"), bound, proven=False)
        values = (ctypes.c_double * self._size)()
        self._checked("getSolution", self._library.Highs_getSolution(self._model, values, None, None, None))
        return Outcome(list(values), self._library.Highs_getObjectiveValue(self._model), bound, optimal)

    def _relaxed_outcome(self) -> Outcome:
        optimal = self._library.Highs_getModelStatus(self._model) == _OPTIMAL
        bound = self._library.Highs_getObjectiveValue(self._model) if optimal else -float("inf")
        return Outcome(None, float("inf"), bound, optimal)

    def _number(self, name: str) -> float:
        value = ctypes.c_double()
        self._library.Highs_getDoubleInfoValue(self._model, name.encode(), ctypes.byref(value))
        return value.value

    def _whole(self, name: str) -> int:
        value = ctypes.c_int()
        self._library.Highs_getIntInfoValue(self._model, name.encode(), ctypes.byref(value))
        return value.value

    @staticmethod
    def _checked(call: str, status: int) -> None:
        """1 is a warning, such as a bound that HiGHS tightens."""
        if status not in (0, 1):
            raise SolverFault(f"HiGHS refused {call}.")


@cache
def _library() -> ctypes.CDLL:
    _few_arenas()
    package = importlib.util.find_spec("ortools")
    for base in (package.submodule_search_locations or ()) if package else ():
        for folder in _FOLDERS:
            for path in sorted((Path(base) / folder).glob("libhighs*")):
                return _typed(ctypes.CDLL(str(path)))
    raise SolverMissing("OR-Tools brings no HiGHS on this machine.")


def _few_arenas() -> None:
    """Each thread of a solver would keep hundreds of MiB of its own; one heap is as fast here and half as large."""
    libc = ctypes.CDLL(None)
    if hasattr(libc, "mallopt"):
        libc.mallopt(_ARENA_MAX, 1)


def _give_back() -> None:
    libc = ctypes.CDLL(None)
    if hasattr(libc, "malloc_trim"):
        libc.malloc_trim(0)


def _typed(library: ctypes.CDLL) -> ctypes.CDLL:
    library.Highs_create.restype = ctypes.c_void_p
    library.Highs_getObjectiveValue.restype = ctypes.c_double
    library.Highs_getCallbackDataOutItem.restype = ctypes.c_void_p
    library.Highs_getCallbackDataOutItem.argtypes = [ctypes.c_void_p, ctypes.c_char_p]
    return library


def _doubles(numbers: Sequence[float]) -> ctypes.Array[ctypes.c_double]:
    filled = array("d", numbers) or array("d", [0.0])
    return (ctypes.c_double * len(filled)).from_buffer(filled)


def _integers(numbers: Sequence[int]) -> ctypes.Array[ctypes.c_int32]:
    filled = array("i", numbers) or array("i", [0])
    return (ctypes.c_int32 * len(filled)).from_buffer(filled)
