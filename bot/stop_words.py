"""Words that say how something is asked rather than what about."""

from ingest.lexical import terms

_WORDS = """
a an the this that these those some any each every all both such same other another one ones i me my mine
myself we us our ours you your yours he him his she her hers it its they them their theirs is am are was were
be been being do does did doing done have has had having can could may might must shall should will would
ought need let get gets got go goes going what which who whom whose when where why how whether there here and
or but nor so if then than as at by for from in into of off on onto out over to up with without about above
after again against before below between down during under until through while because not no nor only own
nothing else anything everything everyone somewhere somehow very too just also more most much many few less
least well really quite still even ever please thanks thank hi hello hey ok okay tell show give say explain
know want like mean question quick sorry wonder wondering someone somebody anyone anybody something anything
thing things way ways kind sort lot bit s t d ll m re ve don doesn didn isn aren wasn weren won wouldn can
couldn shouldn
"""

STOP_TERMS = frozenset(term for word in _WORDS.split() for term in terms(word))
