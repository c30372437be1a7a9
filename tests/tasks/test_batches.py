"""No host meets two crawler processes at a time."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from tasks.batches import Waiting, batches

HOSTS = st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=3, unique=True)
RUNS = st.lists(HOSTS, max_size=12).map(
    lambda all_hosts: [Waiting(n, tuple(hosts)) for n, hosts in enumerate(all_hosts)]
)


@given(RUNS, st.integers(1, 5))
def test_every_run_is_in_one_batch_and_no_two_batches_share_a_host(waiting, size):
    found = batches(waiting, size)
    assert sorted(n for batch in found for n in batch) == [run.run_id for run in waiting]
    hosts = [{h for n in batch for h in waiting[n].hosts} for batch in found]
    assert all(one.isdisjoint(other) for one, other in combinations(hosts, 2))


@given(st.integers(0, 30), st.integers(1, 7))
def test_portals_of_different_hosts_fill_batches_up(number, size):
    found = batches([Waiting(n, (f"host{n}.example",)) for n in range(number)], size)
    assert all(len(batch) == size for batch in found[:-1])
    assert sum(map(len, found)) == number


def test_a_port_does_not_make_another_host():
    one, other = Waiting(1, ("a.example:8080",)), Waiting(2, ("a.example",))
    assert batches([one, other], 1) == ((1, 2),)
