"""Work for many tests at a time: each of them waits for processes more than it computes."""

import os
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

WIDTH = 2 * (os.cpu_count() or 2)


@contextmanager
def ahead(request, parts):
    """Does the parts of every test of a module that is to run, by the test's parameter; gives what says their results.

    `parts` makes a list of functions of a parameter: one test can be about many things that are done on their own.
    """
    tests = [item for item in request.session.items if item.module is request.module and hasattr(item, "callspec")]
    wanted = sorted({next(iter(item.callspec.params.values())) for item in tests})
    with ThreadPoolExecutor(WIDTH) as threads:
        futures = {parameter: [threads.submit(part) for part in parts(parameter)] for parameter in wanted}
        try:
            yield lambda parameter: [future.result() for future in futures[parameter]]
        finally:
            threads.shutdown(cancel_futures=True)
