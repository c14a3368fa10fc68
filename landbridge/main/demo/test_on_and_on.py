"""Within a few minutes a visitor of the demo meets everything that happens between orders."""

from landbridge.main.demo.on_and_on import CLERK_PACE_S, JOBS, ORDERS_PER_PURCHASE, job_of


def test_every_job_is_done_early_and_alone() -> None:
    steps = [job_of(step) for step in range(200)]
    assert set(steps) == {"", *JOBS}
    for job, (first, every) in JOBS.items():
        assert steps[first] == job and first * CLERK_PACE_S < 180
        assert (steps.count(job) > 1) == bool(every)


def test_what_is_about_a_sale_comes_with_a_sale() -> None:
    assert all(JOBS[job][0] % ORDERS_PER_PURCHASE for job in ("change", "cancel"))
