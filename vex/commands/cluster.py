"""The Dask cluster of `--dask`: an executor whose workers have the rules and tables of this version."""

from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from typing import TYPE_CHECKING

from results.words.language import _

from ..screen import refuse

if TYPE_CHECKING:
    from distributed import Client


@contextmanager
def cluster(address: str | None) -> Iterator[Executor | None]:
    """Give the executor of the Dask cluster at `address`, None without one; end with a message if there is none."""
    if address is None:
        yield None
        return
    try:
        from distributed import Client
    except ImportError:
        refuse(_("--dask needs the package distributed: install vex with the extra cluster."))
    try:
        client = Client(address, timeout="10s", set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        refuse(_("there is no Dask scheduler at {address}: {error}").format(address=address, error=error))
    try:
        check_workers(client, address)
        yield client.get_executor()
    finally:
        client.close()


def check_workers(client: "Client", address: str) -> None:
    """End with a message unless the cluster has workers, all of them with the rules and tables of this version."""
    from simulation.compiled import compiled_hash
    from simulation.world_hash import tables_hash

    rules, tables = client.run(compiled_hash), client.run(tables_hash)
    if not rules:
        refuse(_("the Dask scheduler at {address} has no workers; start some first.").format(address=address))
    same = compiled_hash(), tables_hash()
    others = [worker for worker in rules if (rules[worker], tables.get(worker)) != same]
    if others:
        refuse(
            _("the Dask worker {worker} has another version of vex; install the same one everywhere.").format(
                worker=others[0]
            )
        )
