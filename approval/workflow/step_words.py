"""What an inserted step says: its buttons, what will happen, its letters. ``{the}`` is the body, with its article."""

from ..language import Text

ENDORSE, CONDITIONS, DEFER, RETURN, DECLINE = (
    "endorse",
    "endorse_with_conditions",
    "defer",
    "return",
    "decline",
)
LABELS = {
    ENDORSE: Text(en="Endorse and send on", fr="Recommander et transmettre"),
    CONDITIONS: Text(en="Endorse with conditions", fr="Recommander sous conditions"),
    DEFER: Text(en="Defer to another meeting", fr="Reporter à une autre réunion"),
    RETURN: Text(en="Send back", fr="Renvoyer"),
    DECLINE: Text(en="Do not endorse", fr="Ne pas recommander"),
}
SAYS = {
    ENDORSE: Text(
        en="The secretary records what {the} decided; it binds when {chairs} confirms. The case goes on to "
        "“{next}”, the record of decision is printed and the proposer is told by letter. {The} can "
        "retract this for {hours} hours, until the next body acts.",
        fr="Le secrétariat consigne la décision {of}\u00a0; elle prend effet quand {chairs} la confirme. "
        "Le dossier passe à l’étape «\u00a0{next}\u00a0», le compte rendu est produit et la personne "
        "responsable est informée par lettre. {The} peut retirer la décision pendant {hours} heures, "
        "tant que l’instance suivante n’a pas agi.",
    ),
    CONDITIONS: Text(
        en="As an endorsement, with numbered conditions, each with an owner and a due point. The secretary "
        "records, {chairs} confirms. A gate ahead stays shut while a condition due before it is open. "
        "{The} can retract this for {hours} hours, until the next body acts.",
        fr="Comme une recommandation, avec des conditions numérotées, chacune confiée à une personne et "
        "assortie d’une échéance. Le secrétariat consigne, {chairs} confirme. L’étape suivante reste "
        "fermée tant qu’une condition exigible n’est pas levée. {The} peut retirer la décision pendant "
        "{hours} heures, tant que l’instance suivante n’a pas agi.",
    ),
    DEFER: Text(
        en="Nothing is decided: the case stays here and is taken up again at the meeting you name. The "
        "record is printed and the proposer is told what is awaited.",
        fr="Rien n’est décidé\u00a0: le dossier reste ici et sera repris à la réunion que vous indiquez. "
        "Le compte rendu est produit et la personne responsable est informée de ce qui est attendu.",
    ),
    RETURN: Text(
        en="The case goes back to the step you choose. Those concerned are told by letter what is asked "
        "and by when. Text that changes passes earlier bodies again.",
        fr="Le dossier retourne à l’étape que vous choisissez. Les personnes concernées sont informées par "
        "lettre de ce qui est demandé et pour quand. Un texte modifié repasse devant les instances "
        "précédentes.",
    ),
    DECLINE: Text(
        en="The case ends here. The record is printed and the proposer is told by letter, with the "
        "reasons. Reconsideration can be asked once within 30 days; {the} can retract this for {hours} "
        "hours.",
        fr="Le dossier prend fin ici. Le compte rendu est produit et la personne responsable est informée "
        "par lettre, avec les motifs. Une révision peut être demandée une fois dans les 30 jours\u00a0; "
        "{the} peut retirer la décision pendant {hours} heures.",
    ),
}
AWAITS = Text(
    en="The case is placed on the agenda of a meeting {of}, which decides whether it goes on to “{next}”.",
    fr="Le dossier est inscrit à l’ordre du jour d’une réunion {of}, qui décide s’il passe à l’étape "
    "«\u00a0{next}\u00a0».",
)
CHAIR = Text(en="the Chair", fr="la présidence")
CHAIRS = Text(en="the Chair or Vice-Chair", fr="la présidence ou la vice-présidence")
RECORD = Text(en="{Name}: record of decision", fr="{Name}\u00a0: compte rendu de décision")
DECIDED = Text(en="Decided by {the}", fr="Décision {of}")
ROLES = {
    "member": Text(en="{Name}", fr="{Name}"),
    "chair": Text(en="Chair {of}", fr="Présidence {of}"),
    "vice_chair": Text(en="Vice-Chair {of}", fr="Vice-présidence {of}"),
    "secretary": Text(en="Secretary {of}", fr="Secrétariat {of}"),
}
FORM = Text(en="Decision {of}", fr="Décision {of}")

SUBJECTS = {
    ENDORSE: Text(
        en="{{reference}}: “{{title}}” goes on to the next step",
        fr="{{reference}}\u00a0: «\u00a0{{title}}\u00a0» passe à l’étape suivante",
    ),
    CONDITIONS: Text(
        en="{{reference}}: “{{title}}” goes on to the next step, with conditions",
        fr="{{reference}}\u00a0: «\u00a0{{title}}\u00a0» passe à l’étape suivante, sous conditions",
    ),
    DEFER: Text(
        en="{{reference}}: “{{title}}” will be taken up at another meeting",
        fr="{{reference}}\u00a0: «\u00a0{{title}}\u00a0» sera repris à une autre réunion",
    ),
    RETURN: Text(
        en="{{reference}}: “{{title}}” comes back",
        fr="{{reference}}\u00a0: «\u00a0{{title}}\u00a0» est renvoyé",
    ),
    DECLINE: Text(
        en="{{reference}}: decision on “{{title}}”",
        fr="{{reference}}\u00a0: décision au sujet de «\u00a0{{title}}\u00a0»",
    ),
}
"""Of the letters. Double braces stay for the day on which a letter is written."""
BODIES = {
    ENDORSE: Text(
        en="Congratulations: on {{decision_date}} {the} endorsed “{{title}}”.\n\nWhy:\n\n{{rationale}}\n\n"
        "What happens next? {{next_step}} Endorsement is not yet approval: until then please do not "
        "announce, list or register learners.",
        fr="Félicitations\u00a0: le {{decision_date}}, {the} a recommandé «\u00a0{{title}}\u00a0».\n\n"
        "Voici pourquoi\u00a0:\n\n{{rationale}}\n\nEt maintenant\u00a0? {{next_step}} La recommandation "
        "ne vaut pas approbation\u00a0: d’ici là, merci de ne pas annoncer l’offre, de ne pas "
        "l’inscrire à un répertoire et de n’inscrire personne.",
    ),
    CONDITIONS: Text(
        en="Congratulations: on {{decision_date}} {the} endorsed “{{title}}”, with conditions.\n\nWhy:\n\n"
        "{{rationale}}\n\nThe conditions:\n\n{{conditions}}\n\nA gate ahead stays shut while a "
        "condition due before it is open; please add the evidence with the case as soon as you have "
        "it.\n\nWhat happens next? {{next_step}} Endorsement is not yet approval: until then please do "
        "not announce, list or register learners.",
        fr="Félicitations\u00a0: le {{decision_date}}, {the} a recommandé «\u00a0{{title}}\u00a0», sous "
        "conditions.\n\nVoici pourquoi\u00a0:\n\n{{rationale}}\n\nLes conditions\u00a0:\n\n"
        "{{conditions}}\n\nL’étape suivante reste fermée tant qu’une condition exigible n’est pas "
        "levée\u00a0; merci de verser les preuves au dossier dès que vous les avez.\n\nEt "
        "maintenant\u00a0? {{next_step}} La recommandation ne vaut pas approbation\u00a0: d’ici là, "
        "merci de ne pas annoncer l’offre, de ne pas l’inscrire à un répertoire et de n’inscrire "
        "personne.",
    ),
    DEFER: Text(
        en="{The} discussed “{{title}}” on {{decision_date}} and will take it up again at another meeting. "
        "Nothing has been decided, for or against.\n\nWhy:\n\n{{rationale}}\n\nThe meeting to come is "
        "shown with the case.",
        fr="{The} a discuté de «\u00a0{{title}}\u00a0» le {{decision_date}} et reprendra le point à une "
        "autre réunion. Rien n’a été décidé, ni pour ni contre.\n\nVoici pourquoi\u00a0:\n\n"
        "{{rationale}}\n\nLa prochaine réunion est indiquée au dossier.",
    ),
    RETURN: Text(
        en="{The} considered “{{title}}” on {{decision_date}} and asks for more before it decides.\n\n"
        "Why:\n\n{{rationale}}\n\nWhat happens next? {{next_step}} Please bring it back by "
        "{{resubmit_by}}.",
        fr="{The} a étudié «\u00a0{{title}}\u00a0» le {{decision_date}} et demande d’autres éléments avant "
        "de décider.\n\nVoici pourquoi\u00a0:\n\n{{rationale}}\n\nEt maintenant\u00a0? {{next_step}} "
        "Merci d’y donner suite d’ici le {{resubmit_by}}.",
    ),
    DECLINE: Text(
        en="Thank you for “{{title}}” and for the work behind it. On {{decision_date}} {the} decided not "
        "to endorse it.\n\nWe owe you the reasons:\n\n{{rationale}}\n\nThe decision is about the "
        "proposal, not about you. If you have new evidence, or believe that a step was missed, "
        "reconsideration can be asked once, within 30 days of the decision; someone who did not take it "
        "would look again.",
        fr="Merci pour «\u00a0{{title}}\u00a0» et pour le travail accompli. Le {{decision_date}}, {the} a "
        "décidé de ne pas recommander le dossier.\n\nNous vous devons les motifs\u00a0:\n\n"
        "{{rationale}}\n\nLa décision porte sur la proposition et non sur vous. Si vous avez de "
        "nouveaux éléments, ou croyez qu’une étape a été omise, une révision peut être demandée une "
        "fois, dans les 30 jours suivant la décision\u00a0; une personne qui ne l’a pas prise "
        "réexaminerait le dossier.",
    ),
}
FRAME = Text(
    en="Dear {{proposer}},\n\n{text}\n\nThe case is here: {{link}}\n\nSincerely,\n{{signatory}}\n"
    "{{body_name}}\n",
    fr="Bonjour {{proposer}},\n\n{text}\n\nLe dossier est ici\u00a0: {{link}}\n\nRecevez nos cordiales "
    "salutations,\n{{signatory}}\n{{body_name}}\n",
)
