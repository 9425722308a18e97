"""The law of 2024, for the tests of families."""

from datetime import date

from caqes_eval.foundation.shipped import shipped
from caqes_eval.regulation.parameters.rules import Rules
from caqes_eval.regulation.regime import regime

LAW_2024 = regime(Rules.load(shipped("regulation")), activity_year=2024, evaluation_date=date(2025, 11, 30)).law
