"""National indicators and relevance of care: IPP, PERFADOM, dressings, ezetimibe, exams, readmissions, day surgery."""
