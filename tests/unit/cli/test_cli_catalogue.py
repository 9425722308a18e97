"""click's sentences are French, and the compiled catalogue is the one that is read and reviewed."""

from gettext import GNUTranslations
from pathlib import Path

from babel.messages.pofile import read_po

import caqes_eval.cli

CATALOGUE = Path(caqes_eval.cli.__file__).parent / "locale/fr/LC_MESSAGES/messages"


def test_the_compiled_catalogue_is_that_of_the_text() -> None:
    with CATALOGUE.with_suffix(".po").open("rb") as text, CATALOGUE.with_suffix(".mo").open("rb") as compiled:
        messages = [message for message in read_po(text, locale="fr") if message.id]
        translations = GNUTranslations(compiled)
    assert len(messages) > 30
    for message in messages:
        if isinstance(message.id, tuple):
            assert [translations.ngettext(*message.id, count) for count in (1, 2)] == list(message.string)
        else:
            assert translations.gettext(message.id) == message.string
