"""What became of a motion, and of an item, in words."""

from ..language import Text

RESULTS = {
    "carried": Text(en="Carried", fr="Adoptée"),
    "carried_unanimously": Text(en="Carried unanimously", fr="Adoptée à l’unanimité"),
    "consensus": Text(en="Decided by consensus", fr="Adoptée par consensus"),
    "consensus_with_objections": Text(
        en="Decided by consensus, with objections noted",
        fr="Adoptée par consensus, avec objections consignées",
    ),
    "chair_fallback": Text(
        en="There being no consensus, carried by the Chair and the Vice-Chair",
        fr="Faute de consensus, adoptée par la présidence et la vice-présidence",
    ),
    "defeated": Text(en="Defeated", fr="Rejetée"),
    "deferred": Text(en="No consensus; deferred", fr="Sans consensus\u00a0; reportée"),
    "no_quorum": Text(
        en="No quorum; nothing was decided", fr="Quorum non atteint\u00a0; rien n’a été décidé"
    ),
    "alternate_body": Text(
        en="No quorum because of conflicts of interest; before the alternate body",
        fr="Quorum non atteint en raison de conflits d’intérêts\u00a0; soumise à l’instance de remplacement",
    ),
}
OUTCOMES = {
    "received": Text(en="Received for information", fr="Reçu à titre d’information"),
    "postponed": Text(en="Postponed", fr="Reporté"),
    "referred": Text(en="Referred", fr="Renvoyé"),
    "not_reached": Text(en="Not reached", fr="Non abordé"),
}
