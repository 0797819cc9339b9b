import tallymark


def test_version():
    assert tallymark.__version__
