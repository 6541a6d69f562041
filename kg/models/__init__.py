"""The fitted models that ship with kg: which file holds which. ``MODEL.md`` says what they were fitted to and how good they are."""

from pathlib import Path

#: The folder of the models that kg uses where no other is given.
MODELS = Path(__file__).parent
#: Files in a folder of models: the tagger of names, the two judges of pairs. A model that is missing is done without.
NAMES, CLAIMS, NETWORK = "names.crfsuite", "claims.crfsuite", "claims.npz"
