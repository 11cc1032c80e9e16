"""What the roof does upon news of the apps below it."""

from portal.kernel.facts import hears_later
from portal.reports.facts import EditionPrinted
from portal.site.demo.signing import take_part


@hears_later(EditionPrinted)
def people_of_the_demonstration_sign(fact: EditionPrinted) -> None:
    """In the demonstration world alone: a real installation has people of its own."""
    take_part()
