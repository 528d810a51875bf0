"""Floods of reports: held by numbers a day, of senders whose addresses nobody keeps."""

from datetime import timedelta

import pytest

from briefings import problems
from briefings.models import ProblemReport, ReportSalt, ReportSender
from briefings.problems import purge_reports
from newsroom.clock import at
from tests.readers.reporting import NOON, filled, send

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def test_one_address_sends_twenty_a_day_and_others_go_on(client, story):
    for _ in range(problems.PER_ADDRESS):
        assert send(client, filled(client)).status_code == 303
    values = filled(client, "One more.")
    answer = send(client, values)
    assert (answer.status_code, "One more." in answer.content.decode()) == (429, True)
    assert send(client, values, REMOTE_ADDR="192.0.2.9").status_code == 303
    with at(NOON + timedelta(days=1)):
        assert send(client, filled(client)).status_code == 303


def test_neighbours_of_one_ipv6_network_count_as_one(client, story, monkeypatch):
    monkeypatch.setattr(problems, "PER_ADDRESS", 1)
    statuses = [
        send(client, filled(client), REMOTE_ADDR=address).status_code
        for address in ("2001:db8::1", "2001:db8::ffff", "2001:db8:0:1::1", "no address")
    ]
    assert statuses == [303, 429, 303, 303]


def test_readers_of_ipv4_whose_addresses_come_within_ipv6_count_each_for_themselves(
    client, story, monkeypatch
):
    monkeypatch.setattr(problems, "PER_ADDRESS", 1)
    statuses = [
        send(client, filled(client), REMOTE_ADDR=address).status_code
        for address in ("::ffff:192.0.2.7", "::ffff:192.0.2.8", "::ffff:c000:207", "192.0.2.8")
    ]
    assert statuses == [303, 303, 429, 429]


def test_a_flood_from_everywhere_ends_at_a_number(client, story, monkeypatch):
    monkeypatch.setattr(problems, "PER_DAY", 2)
    statuses = [send(client, filled(client), REMOTE_ADDR=f"192.0.2.{n}").status_code for n in range(3)]
    assert (statuses, ProblemReport.objects.count()) == ([303, 303, 429], 2)


def test_no_address_is_kept_and_each_day_forgets_its_salt(client, story):
    send(client, filled(client), REMOTE_ADDR="192.0.2.77")
    (sender,) = ReportSender.objects.all()
    assert (len(sender.digest), "192.0.2.77" in str(vars(sender))) == (64, False)
    purge_reports()
    assert (ReportSalt.objects.count(), ReportSender.objects.count()) == (1, 1)
    with at(NOON + timedelta(days=1)):
        purge_reports()
    assert (ReportSalt.objects.count(), ReportSender.objects.count()) == (0, 0)
