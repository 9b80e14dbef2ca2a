"""Accounts: who was made what, as decisions; and what is kept beside them."""

from __future__ import annotations

import threading

import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher
from hypothesis import given
from hypothesis import strategies as st

from attache.core.errors import InputError, LedgerError, NotFoundError
from attache.ledger import Ledger, passwords
from attache.ledger.accounts import Accounts, ChangedError, account_name
from attache.ledger.journal import Journal, Place, Wanted
from attache.ledger.secrets import PASSWORDS, SESSIONS, TOKENS
from attache.ledger.sessions import IDLE, LONGEST, Sessions
from attache.ledger.throttle import FREE, LONGEST_WAIT, Throttle
from attache.ledger.tokens import Tokens

GOOD = "seven green lamps"


class Clock:
    """A time that tests move."""

    now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def accounts(ledger: Ledger) -> Accounts:
    made = Accounts(ledger)
    made.add("ann", "admin", by="shell", password=GOOD)
    return made


def test_an_account_is_what_was_decided_about_it(ledger: Ledger, accounts: Accounts) -> None:
    assert accounts.set_role(accounts.add("王伟", "coder", by="ann").name, "editor", by="ann").role == "editor"
    again = Accounts(ledger)
    assert [(one.name, one.role, one.active) for one in again.all()] == [
        ("ann", "admin", True),
        ("王伟", "editor", True),
    ]
    assert not accounts.set_active("王伟", False, by="ann").active
    assert again.need("王伟").active is False
    told = [(one.kind, one.author, one.subject) for one in ledger.decisions("account", "role")]
    assert told[:2] == [("account", "shell", "ann"), ("role", "shell", "ann")]
    assert ledger.verify() == []


def test_no_secret_is_in_the_decisions_and_none_is_kept_readable(ledger: Ledger, accounts: Accounts) -> None:
    cookie = Sessions(ledger).start("ann")
    _, token = Tokens(ledger).make("ann", "x", ["read"], 1)
    told = str([dict(one.payload) for one in ledger.decisions()])
    with ledger.reading() as con:
        kept = str([con.execute(sa.select(table)).all() for table in (PASSWORDS, SESSIONS, TOKENS)])
    for secret in (GOOD, cookie, token):
        assert secret not in told
        assert secret not in kept
    assert "$argon2id$" in kept


def test_passwords_are_right_or_not_whoever_is_asked_for(accounts: Accounts, monkeypatch: pytest.MonkeyPatch) -> None:
    checked: list[str | None] = []
    verify = PasswordHasher.verify
    monkeypatch.setattr(
        PasswordHasher, "verify", lambda self, kept, text: checked.append(kept) or verify(self, kept, text)
    )
    assert accounts.right("ANN ", GOOD) == accounts.get("ann")
    assert accounts.right("ann", "wrong") is None
    assert accounts.right("nobody", GOOD) is None
    assert accounts.right("../ann\x00", GOOD) is None
    assert len(checked) == 4, "every answer takes one check of a hash"
    assert {one.split("p=")[0] for one in checked if one} == {"$argon2id$v=19$m=65536,t=3,"}
    accounts.add("bea", "admin", by="ann", password=GOOD)
    accounts.set_active("ann", False, by="bea")
    assert accounts.right("ann", GOOD) is None


def test_a_hash_of_other_parameters_is_renewed(ledger: Ledger, accounts: Accounts) -> None:
    old = PasswordHasher(time_cost=1, memory_cost=1024).hash(GOOD)
    with ledger.writing() as con:
        con.execute(PASSWORDS.update().values(hash=old))
    assert accounts.right("ann", GOOD)
    with ledger.reading() as con:
        fresh = con.execute(sa.select(PASSWORDS.c.hash)).scalar()
    assert fresh
    assert fresh != old
    assert not passwords.outdated(fresh)
    assert accounts.right("ann", GOOD)


@pytest.mark.parametrize(
    "text",
    ["short", "x" * 2000, "password1234!", "123456789012", "qwertyuiopas", "ann-ann-2024-ann", "aaaaaaaaaaaaaaaa", "Attache-Password-26"],
)  # fmt: skip
def test_trivial_passwords_are_refused(accounts: Accounts, text: str) -> None:
    with pytest.raises(InputError, match="password"):
        accounts.set_password("ann", text, by="ann")
    assert accounts.right("ann", GOOD)


@pytest.mark.parametrize(
    "text",
    ["seven green lamps", "七盏绿色的灯在桥上亮着呢", "7193-8842-0265-5521", "ＦＵＬＬ ｗｉｄｔｈ ｌｅｔｔｅｒｓ"],
)
def test_anything_long_and_not_trivial_is_taken(accounts: Accounts, text: str) -> None:
    accounts.set_password("ann", text, by="ann")
    assert accounts.right("ann", text)
    assert passwords.problem(passwords.generated(), "ann") is None


def test_full_width_and_plain_letters_are_the_same_password(accounts: Accounts) -> None:
    accounts.set_password("ann", "ｓｅｖｅｎ ｂｌｕｅ ｌａｍｐｓ", by="ann")
    assert accounts.right("ann", "seven blue lamps")


@pytest.mark.parametrize(
    "name", ["", " ", ".", "a" * 65, "аnn", "ann\u202e", "<b>", "a b", "-ann", "../x", "ann\n", "=cmd", "ann/", "ı"]
)
def test_hostile_names_are_refused(accounts: Accounts, name: str) -> None:
    if name.strip() == "ann":
        assert account_name(name) == "ann"
        return
    with pytest.raises(InputError, match="no name"):
        accounts.add(name, "reader", by="ann")


@given(st.text(max_size=80))
def test_names_have_one_form(text: str) -> None:
    try:
        name = account_name(text)
    except InputError:
        return
    assert account_name(name) == name
    assert name.isprintable()
    assert not set(name) & set("<>&\"'/\\ ")


def test_a_name_is_taken_once_and_the_first_is_admin(ledger: Ledger) -> None:
    accounts = Accounts(ledger)
    with pytest.raises(InputError, match="no admin yet"):
        accounts.add("bea", "reader", by="shell")
    accounts.add("ann", "admin", by="shell")
    with pytest.raises(InputError, match="already"):
        accounts.add("Ann", "reader", by="shell")
    with pytest.raises(InputError, match="no role"):
        accounts.add("bea", "owner", by="shell")
    with pytest.raises(NotFoundError, match="no account eve"):
        accounts.set_role("eve", "admin", by="ann")
    assert [one.name for one in accounts.all()] == ["ann"]


def test_the_last_admin_stays(accounts: Accounts) -> None:
    for change in (
        lambda: accounts.set_role("ann", "editor", by="ann"),
        lambda: accounts.set_active("ann", False, by="ann"),
    ):
        with pytest.raises(InputError, match="nobody would be admin"):
            change()
    assert accounts.need("ann").role == "admin"


def test_of_two_who_decide_at_once_one_is_told(accounts: Accounts) -> None:
    seen = accounts.add("bea", "reader", by="ann").version
    accounts.set_role("bea", "coder", by="ann", version=seen)
    with pytest.raises(ChangedError, match="somebody else"):
        accounts.set_role("bea", "editor", by="cy", version=seen)
    assert accounts.need("bea").role == "coder"


def test_a_name_that_many_ask_for_at_once_is_given_once(url: str, accounts: Accounts) -> None:
    told: list[str] = []

    def take(by: str) -> None:
        mine = Ledger(url)
        try:
            Accounts(mine).add("bea", "reader", by=by)
            told.append(by)
        except InputError:
            pass
        finally:
            mine.close()

    threads = [threading.Thread(target=take, args=(f"t{n}",)) for n in range(6)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(told) == 1
    assert accounts.need("bea").role == "reader"


def test_sessions_end_by_idling_by_age_and_by_decision(ledger: Ledger, accounts: Accounts) -> None:
    clock = Clock()
    sessions = Sessions(ledger, clock)
    secret = sessions.start("ann")
    clock.now += IDLE - 1
    assert sessions.find(secret)
    clock.now += IDLE - 1
    assert sessions.find(secret), "it was used meanwhile"
    clock.now += IDLE + 1
    assert sessions.find(secret) is None
    secret, start = sessions.start("ann"), clock.now
    while clock.now < start + LONGEST - IDLE / 2:
        clock.now += IDLE / 2
        assert sessions.find(secret)
    clock.now = start + LONGEST + 1
    assert sessions.find(secret) is None
    accounts.add("bea", "admin", by="ann")
    for end in (
        lambda: accounts.set_password("ann", GOOD + "!", by="ann"),
        lambda: accounts.set_role("ann", "editor", by="bea"),
        lambda: accounts.set_active("ann", False, by="bea"),
    ):
        mine, theirs = sessions.start("ann"), sessions.start("bea")
        end()
        assert sessions.find(mine) is None
        assert sessions.find(theirs)
    assert sessions.find("") is None
    assert sessions.find("x" * 100_000) is None


def test_a_session_replaces_the_one_before(ledger: Ledger) -> None:
    sessions = Sessions(ledger)
    old, other = sessions.start("ann"), sessions.start("ann")
    new = sessions.start("ann", instead_of=old)
    assert sessions.find(old) is None
    assert sessions.find(new)
    sessions.end_others("ann", new)
    assert sessions.find(other) is None
    assert [one.account for one in sessions.of("ann")] == ["ann"]
    sessions.end(new)
    assert sessions.of("ann") == []


def test_tokens_stand_until_they_end_or_are_revoked(ledger: Ledger) -> None:
    clock = Clock()
    tokens = Tokens(ledger, clock)
    made, secret = tokens.make("ann", " nightly  job ", ["screen", "read", "read"], 2)
    assert (made.name, made.scopes) == ("nightly job", ("read", "screen"))
    assert secret.startswith("attache_")
    found = tokens.find(secret)
    assert found
    assert tokens.of("ann")[0].used_at == clock.now
    clock.now += 2 * 86400
    assert tokens.find(secret) is None
    made, secret = tokens.make("ann", "x", ["read"], 2)
    with pytest.raises(NotFoundError, match="no token"):
        tokens.revoke("bea", made.token_id, by="bea")
    tokens.revoke("ann", made.token_id, by="ann")
    assert tokens.find(secret) is None
    assert tokens.find("") is None
    assert [one.payload for one in ledger.decisions("token")][-1] == {"revoked": made.token_id}


@pytest.mark.parametrize(
    ("name", "scopes", "days"),
    [("", ["read"], 1), ("x", [], 1), ("x", ["root"], 1), ("x", ["read"], 0), ("x\x00", ["read"], 1)],
)
def test_tokens_that_make_no_sense_are_refused(ledger: Ledger, name: str, scopes: list[str], days: int) -> None:
    with pytest.raises(InputError):
        Tokens(ledger).make("ann", name, scopes, days)
    assert Tokens(ledger).of("ann") == []


def test_guessing_gets_slower_and_a_restart_forgets_nothing(url: str, ledger: Ledger) -> None:
    clock = Clock()
    waits = []
    for _ in range(FREE["pair"] + 14):
        again = Ledger(url)
        wait = Throttle(again, clock).attempt("ann", "198.51.100.7")
        again.close()
        waits.append(wait)
        clock.now += wait
        if wait:
            assert Throttle(ledger, clock).attempt("ann", "198.51.100.7") == 0
    slowed = [wait for wait in waits if wait]
    assert waits[: FREE["pair"]] == [0] * FREE["pair"]
    assert slowed == sorted(slowed)
    assert slowed[1] == 2 * slowed[0]
    assert max(slowed) == LONGEST_WAIT
    throttle = Throttle(ledger, clock)
    assert throttle.attempt("bea", "198.51.100.7") == 0, "others at that address still may"
    assert throttle.attempt("ann", "203.0.113.9") == 0, "the owner elsewhere still may"
    clock.now += 25 * 3600
    assert throttle.attempt("ann", "198.51.100.7") == 0


def test_many_names_from_one_address_and_many_addresses_for_one_name_are_slowed(ledger: Ledger) -> None:
    throttle = Throttle(ledger, Clock())
    waits = [throttle.attempt(f"name{n}", f"2001:db8:1:2::{n:x}") for n in range(FREE["address"] + 1)]
    assert waits[-1] > 0
    assert not any(waits[:-1])
    waits = [throttle.attempt("ann", f"203.0.113.{n}") for n in range(FREE["account"] + 1)]
    assert waits[-1] > 0
    assert throttle.attempt("x", "not an address") == 0


def test_another_spelling_of_a_name_is_no_other_account(ledger: Ledger) -> None:
    throttle = Throttle(ledger, Clock())
    spellings = ["ann", "Ann", " ANN ", "ａnn", "aｎn", "anｎ", "Ａｎｎ"]
    assert len({account_name(one) for one in spellings}) == 1
    waits = [throttle.attempt(one, "198.51.100.7") for one in spellings]
    assert not any(waits[: FREE["pair"]])
    assert all(waits[FREE["pair"] :])


def test_who_knows_the_password_is_not_slowed_by_signing_in_often(ledger: Ledger) -> None:
    throttle = Throttle(ledger, Clock())
    for _ in range(FREE["address"] + 5):
        assert throttle.attempt("ann", "198.51.100.7") == 0
        throttle.succeeded("ann", "198.51.100.7")


def test_the_journal_is_read_with_the_decisions_the_last_first(ledger: Ledger, accounts: Accounts) -> None:
    journal = Journal(ledger)
    for number in range(7):
        journal.note("ann" if number % 2 else "bea", "export", f"list {number}")
        ledger.append("code", f"opp-{number}", {"value": number}, author="ann")
    everything = list(journal.each(Wanted()))
    assert len(everything) == 16
    assert [one.at for one in everything] == sorted((one.at for one in everything), reverse=True)
    pages, place = [], Place()
    while True:
        taken, following = journal.page(Wanted(), place, 5)
        pages += taken
        if following is None:
            break
        place = following
    assert pages == everything
    assert {one.detail for one in journal.each(Wanted(who="bea"))} == {f"list {n}" for n in (0, 2, 4, 6)}
    assert [one.about for one in journal.each(Wanted(what="code", about="opp-3"))] == ["opp-3"]
    day = everything[0].at[:10]
    assert list(journal.each(Wanted(since=day, until=day))) == everything
    assert list(journal.each(Wanted(until="2020-01-01"))) == []
    assert journal.kinds() == ["account", "code", "export", "role"]


@pytest.mark.parametrize("verb", ["update events set who = 'eve'", "delete from events"])
def test_the_journal_refuses_changes(url: str, ledger: Ledger, verb: str) -> None:
    Journal(ledger).note("ann", "export", "x")
    with pytest.raises(LedgerError, match="never changed"), ledger.writing() as con:
        con.exec_driver_sql(verb)
    assert len(list(Journal(ledger).each(Wanted()))) == 1


def test_reading_accounts_waits_for_nobody_who_writes(ledger: Ledger, accounts: Accounts) -> None:
    sessions = Sessions(ledger)
    secret = sessions.start("ann")
    with ledger.writing():
        assert sessions.find(secret)
        assert accounts.get("ann")
