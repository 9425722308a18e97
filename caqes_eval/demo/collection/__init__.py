"""The files that the hospitals of the two fictitious regions send, sound and spoilt on purpose."""

from caqes_eval.demo.collection.filled import CAMPAIGNS
from caqes_eval.demo.collection.manifest import PLANTED
from caqes_eval.demo.collection.planted import Kind, Planted
from caqes_eval.demo.collection.received import File, files_of
from caqes_eval.demo.collection.writing import receipts_of, write_collection

__all__ = ["CAMPAIGNS", "PLANTED", "File", "Kind", "Planted", "files_of", "receipts_of", "write_collection"]
