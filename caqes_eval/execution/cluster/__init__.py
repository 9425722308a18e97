"""The same tasks on other machines, by dask.distributed; nothing of it is imported by a run on this one."""
