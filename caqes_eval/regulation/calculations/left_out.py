"""What a result does without, said beside it: figures that no source gives, or that no computation takes in yet."""

from caqes_eval.regulation.regime import Law


def left_out(law: Law, *keys: str) -> tuple[str, ...]:
    """Return one reserve for each rule of the law that the result leaves out, none for a rule not in force.

    Args:
        law: the rules as they apply to the case.
        keys: the rules that would change the result, were their values known and applied.

    Raises:
        RuleNotFoundError: unknown key.
    """
    found = []
    for key in keys:
        if missing := law.missing(key):
            found.append(missing)
        elif rule := law.find(key):
            # writing the value is not enough: it must not pass for applied
            found.append(f"« {rule.description} » : la règle « {key} » a une valeur, ce calcul n’en tient pas compte.")
    return tuple(found)
