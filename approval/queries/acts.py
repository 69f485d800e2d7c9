"""What is done on a case beside the actions of its workflow, in words; and of what it is not told who did it."""

from ..language import Text

ASSESSING = frozenset({"hand_in", "name_assessors"})
"""What others see done and not by whom: a sheet judges the proposal, and names nobody (PROCESS.md 4.2)."""
ASSESSES = frozenset({"assessor", "ce_staff", "auditor"})
"""Who may know who assesses a case: those of Continuing Education, its assessors, the auditor."""
SYSTEM = {
    "begin": Text(en="Began the draft", fr="A commencé l’ébauche"),
    "confirm": Text(en="Confirmed that it is theirs", fr="A confirmé que la proposition est la sienne"),
    "record": Text(en="Wrote the decision down", fr="A consigné la décision"),
    "unrecord": Text(
        en="Sent the record back to the secretary", fr="A renvoyé le texte consigné au secrétariat"
    ),
    "hand_in": Text(en="Handed in an assessment sheet", fr="A remis une grille d’évaluation"),
    "name_assessors": Text(en="Named the assessors", fr="A désigné les responsables de l’évaluation"),
    "declare_conflict": Text(en="Declared a conflict of interest", fr="A déclaré un conflit d’intérêts"),
    "suggest_conflict": Text(
        en="Asked whether there is a conflict of interest", fr="A demandé s’il y a conflit d’intérêts"
    ),
    "deny_conflict": Text(
        en="Said that there is no conflict of interest", fr="A répondu qu’il n’y a pas conflit d’intérêts"
    ),
    "rule_conflict": Text(
        en="Ruled on a conflict of interest", fr="A tranché une question de conflit d’intérêts"
    ),
    "close_condition": Text(en="Signed off a condition", fr="A levé une condition"),
    "legal_hold": Text(en="Placed a legal hold", fr="A suspendu l’élimination"),
    "lift_hold": Text(en="Lifted the legal hold", fr="A levé la suspension de l’élimination"),
    "dispose": Text(
        en="Disposed of texts whose record series had ended",
        fr="A éliminé des textes au terme de leur conservation",
    ),
    "waive_condition": Text(en="Waived a condition", fr="A renoncé à une condition"),
    "reopen_condition": Text(en="Reopened a condition", fr="A rouvert une condition"),
    "assign_condition": Text(
        en="Changed who sees to a condition", fr="A modifié les responsables d’une condition"
    ),
    "condition_evidence": Text(
        en="Added evidence to a condition", fr="A ajouté un élément probant à une condition"
    ),
    "place_on_agenda": Text(en="Placed it on an agenda", fr="A inscrit le dossier à un ordre du jour"),
    "refer_alternate": Text(
        en="Referred it to the alternate body: conflicts of interest alone left no quorum",
        fr="A renvoyé le dossier à l’instance de remplacement\u00a0: seuls les conflits d’intérêts ont empêché le quorum",
    ),
    "give_back": Text(
        en="Gave it back: the alternate body does not decide",
        fr="A rendu le dossier\u00a0: l’instance de remplacement ne décide pas",
    ),
    "remove_from_agenda": Text(en="Took it off an agenda", fr="A retiré le dossier d’un ordre du jour"),
    "invite_member": Text(en="Invited a team member", fr="A invité un membre de l’équipe"),
    "member_answer": Text(
        en="Recorded a team member’s answer", fr="A consigné la réponse d’un membre de l’équipe"
    ),
    "ask_resource": Text(en="Asked for a resource", fr="A demandé une ressource"),
    "confirm_resource": Text(en="Confirmed a resource", fr="A confirmé une ressource"),
    "drop_resource": Text(en="No longer asks for a resource", fr="Ne demande plus une ressource"),
    "remind_idle": Text(en="Reminder: nothing happens here", fr="Rappel\u00a0: rien ne se passe ici"),
    "ask_idle": Text(
        en="Question: does this case go on?", fr="Question\u00a0: ce dossier se poursuit-il\u00a0?"
    ),
    "ask_head": Text(
        en="Sent the link to the head of department again",
        fr="A envoyé de nouveau le lien à la direction du département",
    ),
    "head_answer": Text(
        en="Answered as head of department", fr="A répondu au nom de la direction du département"
    ),
    "name_lead": Text(en="Named the team lead", fr="A désigné la personne responsable de l’équipe"),
    "name_reviewer": Text(
        en="Named the quality reviewer", fr="A désigné la personne chargée de l’examen de la qualité"
    ),
    "move_version": Text(
        en="Moved it to another version of the workflow",
        fr="A fait passer le dossier à une autre version du processus",
    ),
    "send_letter": Text(en="Sent a letter", fr="A envoyé une lettre"),
    "edit_letter": Text(en="Edited a letter", fr="A modifié une lettre"),
}
