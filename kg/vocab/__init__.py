"""What is known before reading: the ``ontology`` folder as one immutable, checked value."""

from kg.vocab.folding import fold, name_key, squeeze
from kg.vocab.judgements import Judgement, Judgements, is_id, judged, load_judgements
from kg.vocab.judging import judge, revise, withdraw
from kg.vocab.lexicon import Lexicon
from kg.vocab.names import Name, Names
from kg.vocab.ontology import EntityClass, Ontology, RelationType
from kg.vocab.paths import ontology_path
from kg.vocab.patterns import alternatives
from kg.vocab.rules import Rule, TableRule
from kg.vocab.vocabulary import Vocabulary, load_vocabulary

__all__ = [
    "EntityClass",
    "Judgement",
    "Judgements",
    "Lexicon",
    "Name",
    "Names",
    "Ontology",
    "RelationType",
    "Rule",
    "TableRule",
    "Vocabulary",
    "alternatives",
    "fold",
    "is_id",
    "judge",
    "judged",
    "load_judgements",
    "load_vocabulary",
    "name_key",
    "ontology_path",
    "revise",
    "squeeze",
    "withdraw",
]
