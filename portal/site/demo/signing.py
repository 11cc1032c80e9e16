"""People of the demonstration bring its first editions to their issue, by the same deeds as everybody."""

from __future__ import annotations

from portal.accounts.models import User
from portal.kernel import clock
from portal.kernel.permissions import Person
from portal.reports import actions, selectors
from portal.site.demo.world import is_made, made_at

CLERK, OFFICE, COMMANDER = "office2", "office", "commander"
NOTE = "（演示数据）请抓好落实。"


def take_part() -> None:
    """Sign the oldest editions and submit the newest of those that the demonstration began with.

    One after the other, so that their 期号 follow each other; a step that was done already is not done again.
    """
    if clock.world() != "demo" or not is_made():
        return
    settled = selectors.cycle()
    if settled is None:
        return
    first = settled.due(made_at())
    for week in first:
        edition = selectors.edition_of(week)
        if edition is None or edition.revision > 1 or not edition.is_printed:
            return
        is_last = week == first[-1]
        clerk = Person(User.objects.get(username=CLERK))
        is_draft = "submit" in selectors.verbs_of(edition, clerk)
        if is_draft and len(selectors.course_of(edition)) > 1:
            return  # whoever tries the demonstration sent it back: it is his now
        if is_draft and not is_last and not selectors.words_of(edition):
            actions.write_words(clerk, edition, kind="note", text=NOTE)
        if not selectors.draft_hash(edition):
            return  # the paper with these words is being printed; its news brings us back
        _go_on(edition.pk, is_last=is_last)


def _go_on(edition_id: int, *, is_last: bool) -> None:
    steps = [("submit", CLERK, actions.submit_edition)]
    if not is_last:
        steps += [("check", OFFICE, actions.check_edition), ("sign", COMMANDER, actions.sign_edition)]
    for verb, username, act in steps:
        person = Person(User.objects.get(username=username))
        edition = selectors.edition(edition_id)
        if verb in selectors.verbs_of(edition, person):
            act(person, edition)
