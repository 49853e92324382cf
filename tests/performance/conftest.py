import pytest

from tests.factories.people import UserFactory
from tests.performance import office_life


@pytest.fixture
def world(rina, budi):
    return office_life.settled(rina, budi, UserFactory())  # a keeper of none of its libraries
