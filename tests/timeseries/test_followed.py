from timeseries.live.followed import Followed


def test_a_series_is_left_when_nobody_follows_it_any_more() -> None:
    followed = Followed()
    followed.add({1, 2})
    followed.add({2, 3})
    assert followed.remove({1, 2}) == {1}
    assert set(followed.ids) == {2, 3}
    assert followed.remove({2, 3}) == {2, 3}
    assert set(followed.ids) == set()
