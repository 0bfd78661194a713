"""A folder that is not the database's, or a database that is not the folder's, is told."""

import pytest

from control_room.audit.entry import Result
from control_room.services.evidence_tie import StoreFault, open_store
from control_room.storage.files import StoreMark


def opened(site):
    return open_store(site.database, site.store, "poste-1")


@pytest.mark.parametrize("site", ["sqlite", "postgresql"], indirect=True)
def test_folder_and_database_are_tied_once(site):
    assert opened(site) is None
    assert site.entries()[-1].details == {"store": "tied"}
    size = len(site.entries())
    assert opened(site) is None
    assert len(site.entries()) == size
    assert site.store.mark().size == size


def test_a_folder_that_was_emptied_is_told(site):
    opened(site)
    (site.folder.evidence / "store.json").unlink()
    assert opened(site) is StoreFault.UNMARKED
    entry = site.entries()[-1]
    assert (entry.result, entry.details) == (Result.FAILED, {"store": "unmarked"})


def test_a_folder_of_another_site_is_told(site):
    site.store.put_mark(StoreMark("ab", "vigie.local/75056/00", 0))
    assert opened(site) is StoreFault.FOREIGN


def test_a_folder_swapped_for_another_of_this_site_is_told(site):
    opened(site)
    mark = site.store.mark()
    site.store.put_mark(StoreMark("another", mark.log, mark.size))
    assert opened(site) is StoreFault.SWAPPED


def test_a_database_put_back_without_its_folder_is_told(site):
    opened(site)
    mark = site.store.mark()
    site.store.put_mark(StoreMark(mark.store, mark.log, 10_000))
    assert opened(site) is StoreFault.DATABASE_OLDER
