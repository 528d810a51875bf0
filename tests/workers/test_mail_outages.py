"""Mail through a real worker: the queue and the worker die in the middle of a mail, and nobody is told nothing."""

import pytest
from django.conf import settings as of_the_house
from kombu import Connection

from briefings.models import Mail
from briefings.reviews.assigning import assign
from briefings.reviews.reviewing import send_to_review
from briefings.tasks import send_mails
from newsroom.urls_of_servers import celery_url
from tests.building import make_editor, make_story, review_on
from tests.celery_workers import wait_until
from tests.workers.own_valkey import own_valkey
from tests.workers.smtp import MailServer

pytestmark = pytest.mark.django_db(transaction=True)


def test_with_queue_and_worker_killed_in_the_middle_of_a_mail_each_mail_arrives(
    celery_workers, settings, tmp_path_factory
):
    settings.MAIL_CONFIGURED = True
    review_on()
    writer, editor = make_editor("writer"), make_editor("editor")
    editor.email = "editor@example.org"
    editor.save()
    for number in range(3):
        story = make_story(f"Story {number}", by=writer)
        assign(story.pk, by=editor, assignee=editor)
        send_to_review(story.pk, by=writer)
    wished = {f"<{uid}@localhost>" for uid in Mail.objects.values_list("uid", flat=True)}
    with MailServer(held=2) as server:
        folder = tmp_path_factory.mktemp("v")
        with own_valkey(folder) as address:
            worker = celery_workers(REDIS_URL=address, EMAIL_URL=server.url)
            worker.wait_ready()
            ask(address)
            assert server.stands_still.wait(60)
        worker.kill()
        server.go_on.set()
        with own_valkey(folder) as address:
            celery_workers(REDIS_URL=address, EMAIL_URL=server.url).wait_ready()
            ask(address)
            wait_until(lambda: not Mail.objects.exists(), "every mail was sent")
        server.shutdown()
    assert (len(server.taken), {mail["Message-ID"] for mail in server.taken}) == (3, wished)


def ask(queue_at: str) -> None:
    """As beat does."""
    prefix = of_the_house.CELERY_BROKER_TRANSPORT_OPTIONS
    with Connection(celery_url(queue_at), transport_options=prefix) as queue:
        send_mails.apply_async(connection=queue)
