"""A template, a sender that listens, and a person who can be reached."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest

from matou.kit.actor import OPERATOR, Actor
from matou.spine.notices import services
from matou.spine.notices.contracts import Channel, Message, NoticeCard, SendFailed
from matou.spine.notices.services import delivering
from matou.spine.parties.contracts import NewPerson, NewSignIn
from matou.spine.parties.services import create_user, register_person

NOW = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)  # Monday noon in China
TEMPLATE = "test.lot_late"
PASSWORD = "dragon-boat-on-the-Xijiang"


@dataclass
class Listener:
    """Takes what a channel would carry; fails as often as it is told to."""

    heard: list[Message] = field(default_factory=list)
    failures: int = 0

    def send(self, message: Message) -> None:
        if self.failures:
            self.failures -= 1
            raise SendFailed(reason="line busy")
        self.heard.append(message)


@pytest.fixture(autouse=True)
def template() -> None:
    services.register_template(
        name=TEMPLATE,
        zh_subject="货运单 {lot} 晚点",
        zh_body="预计晚到 {hours} 小时。",
        en_subject="Lot {lot} is late",
        en_body="It will be {hours} hours late.",
        channels=(Channel.EMAIL, Channel.SMS),
        url="/freight/lots/{lot}/",
    )


@pytest.fixture
def email(monkeypatch: pytest.MonkeyPatch) -> Listener:
    listener = Listener()
    monkeypatch.setitem(delivering._SENDERS, Channel.EMAIL, listener)
    return listener


@pytest.fixture
def sms(monkeypatch: pytest.MonkeyPatch) -> Listener:
    listener = Listener()
    monkeypatch.setitem(delivering._SENDERS, Channel.SMS, listener)
    return listener


@pytest.fixture
def person(db: None) -> str:
    card = register_person(person=NewPerson(name="李四", phone="13800138000"), now=NOW)
    create_user(
        person=card.code,
        new_sign_in=NewSignIn(username="lisi", password=PASSWORD, email="lisi@example.org"),
        now=NOW,
    )
    return card.code


@pytest.fixture
def operator() -> Actor:
    return Actor(code="OPR", name="值班员", acts_for="OPR", roles=frozenset({OPERATOR}))


def tell(party: str, key: str = "1", now: datetime = NOW) -> NoticeCard:
    return services.notify(
        party=party, template=TEMPLATE, facts={"lot": "7K3M", "hours": 5}, key=key, now=now
    )
