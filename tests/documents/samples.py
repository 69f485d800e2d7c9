"""Documents as rich as any that the application makes, in both languages, for looking at and for testing."""

from dataclasses import replace
from datetime import UTC, date, datetime

from approval.documents import sheets
from approval.documents.sheets import Mark, Said, Tone
from tests.documents.samples_tables import budget, competencies, matrix, pick

MADE = datetime(2026, 11, 22, 14, 14, tzinfo=UTC)
DIGEST = "8f2c4be0d1a97735" * 4
HOSTILE = (
    "<script>alert(1)</script>",
    "{{7*7}} {% include 'x' %}",
    "</td></tr></table>",
    '"><img src=file:///etc/passwd onerror=x>',
    "javascript:alert(document.cookie)",
    "http://127.0.0.1:9/pixel.png",
    "<style>@page{size:1mm}</style>",
    "&lt;b&gt; &#60;i&#62;",
)
RATIONALE = {
    "en": (
        "Cardiac centres lean on perfusionists for set-up and logistics that a trained assistant could do. "
        "Employers want a short, hands-on route for staff they already employ.\n\nThe vacancy log of the "
        "last eighteen months shows that support tasks absorb eleven hours of clinical time a week; two of "
        "the three centres have put the same need in writing.\nA third will answer in March."
    ),
    "fr": (
        "Les centres de cardiologie comptent sur les perfusionnistes pour la préparation et la logistique, "
        "qu’une personne formée à l’assistance pourrait assurer. Les employeurs souhaitent un parcours court "
        "et pratique pour leur personnel.\n\nLe registre des postes vacants des dix-huit derniers mois montre "
        "que les tâches de soutien absorbent onze heures de temps clinique par semaine.\nUn troisième centre "
        "répondra en mars."
    ),
}


def imprint(lang, **changes):
    made = sheets.Imprint(
        reference="MC-2026-014",
        title=pick(lang, "Perfusion Support Essentials", "L’essentiel du soutien à la perfusion"),
        kind=pick(lang, "Full proposal with development plan", "Proposition complète et plan d’élaboration"),
        state=Mark(
            pick(lang, "For Board decision", "Pour décision du conseil d’administration"), Tone.WAITING
        ),
        version=pick(lang, "Version 3 of 3", "Version 3 de 3"),
        institution=pick(
            lang, "Lakeshore Institute of Health Sciences", "Institut Lakeshore des sciences de la santé"
        ),
        made=MADE,
        fingerprint=DIGEST,
        lang=lang,
        author="Amina Okafor",
        classification=pick(lang, "Open", "Public"),
        translation=pick(
            lang,
            "The English text was decided upon.",
            "Traduction de courtoisie; le texte anglais a fait l’objet de la décision.",
        ),
        formats=pick(
            lang,
            "Large print, Braille or another format: accessibility@institute.example",
            "Gros caractères, braille ou autre format\u00a0: accessibilite@institute.example",
        ),
        draft=True,
        verify=sheets.Verify("https://approvals.institute.example/verify/8F2K-9QXD-41", "8F2K-9QXD-41"),
    )
    return replace(made, **changes)


def sections(lang):
    return [
        sheets.Section(
            pick(lang, "Summary", "Sommaire"),
            [
                sheets.Prose(RATIONALE[lang]),
                sheets.Notice(
                    pick(lang, "Thirteen weeks is over the student-aid limit of twelve.", "Treize semaines dépassent la limite de douze du RAFEO."),
                    pick(lang, "Student aid", "Aide financière"),
                    "warning",
                ),
            ],
            side=pick(lang, "Drafted by the proposer, edited by the advisory team", "Rédigé par la responsable de la proposition, révisé par l’équipe consultative"),
        ),
        sheets.Section(
            pick(lang, "Sector need and evidence", "Besoin du secteur et éléments probants"),
            [
                sheets.Answer(pick(lang, "Why this, why now?", "Pourquoi cette formation, et pourquoi maintenant?"), RATIONALE[lang], codes=("P1",)),
                sheets.Answer(
                    pick(lang, "Evidence of need", "Preuves du besoin"),
                    sheets.Listing([
                        Said("Cardiac surgery manager would sponsor four staff per year (10 February 2026).", "en"),
                        pick(lang, "Internal vacancy log: support tasks absorb clinical time.", "Registre interne des postes vacants : les tâches de soutien absorbent du temps clinique."),
                    ]),
                    side=pick(lang, "Newest item: nine months", "Élément le plus récent : neuf mois"),
                    codes=("P1", "F6"),
                ),
                sheets.Answer(pick(lang, "Link to health-system need or growth", "Lien avec les besoins du système de santé"), ""),
            ],
        ),
        *proof(lang),
    ]  # fmt: skip


def proof(lang):
    return [
        sheets.Section(
            pick(lang, "Learning outcomes and assessment", "Résultats d’apprentissage et évaluation"),
            [
                sheets.Heading(pick(lang, "What the learner can do", "Ce que la personne sait faire")),
                sheets.Answer(pick(lang, "Competencies by assessment", "Compétences et évaluation"), competencies(lang), codes=("M1", "M2", "F2", "F3")),
                sheets.Heading(pick(lang, "How it is proven", "Comment on le démontre")),
                sheets.Answer(
                    pick(lang, "Standard to earn it", "Norme d’obtention"),
                    Said("All critical steps and ≥ 80 % overall, on ☑ checklist; résumé ᐊᓂᔑᓈᐯ → œuvre.", "en"),
                    codes=("F4",),
                ),
                sheets.Listing([pick(lang, "Simulation", "Simulation"), pick(lang, "Written exam", "Examen écrit")], numbered=True),
            ],
        ),
        sheets.Section(
            pick(lang, "Budget", "Budget"),
            [sheets.Prose(pick(lang, "Break-even at nine learners a run.", "Seuil de rentabilité à neuf personnes par cohorte.")), budget(lang)],
            side=pick(lang, "Amounts in Canadian dollars", "Montants en dollars canadiens"),
        ),
    ]  # fmt: skip


def decisions(lang):
    return [
        sheets.Decision(
            pick(lang, "CE assessment", "Évaluation par la formation continue"),
            Mark(pick(lang, "Supported with conditions", "Retenue sous conditions"), Tone.PARTLY),
            pick(lang, "12 November 2026", "12 novembre 2026"),
            [
                sheets.Fact(pick(lang, "Assessors", "Évaluateurs"), "P. Leblanc, S. Rao"),
                sheets.Fact(pick(lang, "Decided by", "Décision de"), pick(lang, "J. Tran, CE director", "J. Tran, direction")),
            ],
            pick(lang, "The need is shown and the assessment credible; the letter of the partner is still to come.",
                 "Le besoin est démontré et l’évaluation crédible; la lettre du partenaire est attendue."),
            "5b1ec9a077d2 · 0f43aa912c7e",
        ),
        sheets.Decision(
            pick(lang, "Senior Management Team", "Équipe de la haute direction"),
            Mark(pick(lang, "Endorsed", "Recommandée"), Tone.MET),
            pick(lang, "26 November 2026", "26 novembre 2026"),
            [
                sheets.Fact(pick(lang, "Present", "Présences"), "L. Chen, M. Dubois, R. Singh, T. Alvarez"),
                sheets.Fact(pick(lang, "Regrets", "Personnes excusées"), "K. Osei"),
                sheets.Fact(pick(lang, "Method", "Mode de décision"), pick(lang, "Consensus, no objection", "Consensus, sans objection")),
            ],
            RATIONALE[lang],
            "c7d24be0d1a9 · 5b1ec9a077d2",
        ),
        sheets.Decision(
            pick(lang, "Board of Governors", "Conseil d’administration"),
            Mark(pick(lang, "Waiting for a decision", "En attente d’une décision")),
            pick(lang, "28 January 2027", "28 janvier 2027"),
        ),
    ]  # fmt: skip


def conditions(lang):
    return [
        sheets.Condition(
            "C1",
            pick(lang, "Attach the partner’s letter with both confirmations.", "Joindre la lettre du partenaire avec les deux confirmations."),
            "A. Okafor",
            pick(lang, "before the next gate", "avant la prochaine étape"),
            pick(lang, "CE director", "Direction de la formation continue"),
            Mark(pick(lang, "closed", "levée"), Tone.MET),
            pick(lang, "Letter of 19 November 2026", "Lettre du 19 novembre 2026"),
        ),
        sheets.Condition(
            "C2",
            Said("Confirm the simulation laboratory for three runs a year.", "en"),
            "R. Singh",
            pick(lang, "before launch", "avant le lancement"),
            pick(lang, "SMT chair", "Présidence"),
            Mark(pick(lang, "open", "en cours")),
        ),
    ]  # fmt: skip


def front(lang):
    """The four musts, and where the case is."""
    met, partly = (
        Mark(pick(lang, "met", "satisfait"), Tone.MET),
        Mark(pick(lang, "achievable", "réalisable"), Tone.PARTLY),
    )
    return {
        "musts": [
            sheets.Must("M1", pick(lang, "Competency based", "Fondée sur les compétences"), met),
            sheets.Must("M2", pick(lang, "Summative assessment", "Évaluation sommative"), met),
            sheets.Must("M3", pick(lang, "Endorsed by a partner", "Appui d’un partenaire"), partly),
            sheets.Must("M4", pick(lang, "Education Plan", "Plan d’éducation"), met),
        ],
        "rail": [
            sheets.Stop(pick(lang, "Concept", "Concept"), pick(lang, "3 Nov 2026", "3 nov. 2026"), "done"),
            sheets.Stop(pick(lang, "CE assessment", "Évaluation"), pick(lang, "12 Nov 2026", "12 nov. 2026"), "done"),
            sheets.Stop(pick(lang, "SMT", "Haute direction"), pick(lang, "26 Nov 2026", "26 nov. 2026"), "done"),
            sheets.Stop(pick(lang, "Full proposal", "Proposition complète"), pick(lang, "8 Dec 2026", "8 déc. 2026"), "done"),
            sheets.Stop(pick(lang, "Board", "Conseil"), pick(lang, "due 28 Jan 2027", "le 28 janv. 2027"), "now"),
            sheets.Stop(pick(lang, "Launch", "Lancement")),
        ],
    }  # fmt: skip


def report(lang, **changes):
    made = sheets.Report(
        imprint=imprint(lang),
        authority=pick(
            lang,
            "Endorsed by the Senior Management Team; formal approval is the Board of Governors’ under By-law 1, section 6.2.",
            "Recommandée par l’équipe de la haute direction; l’approbation relève du conseil d’administration en vertu du Règlement nº 1, article 6.2.",
        ),
        lead=pick(
            lang,
            "Prepares hospital staff to support perfusionists: readying and checking circuits and devices, assisting before, during and after cardiac surgery, and helping in extracorporeal life-support emergencies.",
            "Prépare le personnel hospitalier à soutenir les perfusionnistes : préparer et vérifier les circuits et appareils, assister avant, pendant et après la chirurgie cardiaque.",
        ),
        facts=[
            sheets.Fact(pick(lang, "Proposer", "Responsable de la proposition"), "Amina Okafor"),
            sheets.Fact(pick(lang, "Department", "Département"), Said("Respiratory and Cardiovascular Programs", "en")),
            sheets.Fact(pick(lang, "Version", "Version"), pick(lang, "3 of 3, frozen 22 November 2026", "3 de 3, figée le 22 novembre 2026")),
            sheets.Fact(pick(lang, "Size", "Ampleur"), pick(lang, "57 hours, 13 weeks, hybrid", "57 heures, 13 semaines, hybride")),
        ],
        money=[
            sheets.Fact(pick(lang, "Committed", "Engagé"), pick(lang, "$42,000", "42\u00a0000\u00a0$")),
            sheets.Fact(pick(lang, "Not committed", "Non engagé"), pick(lang, "$43,800", "43\u00a0800\u00a0$")),
            sheets.Fact(pick(lang, "Asked of the proposer", "Demandé au département"), pick(lang, "laboratory days", "jours de laboratoire")),
        ],
        **front(lang),
        matrix=matrix(lang),
        sections=sections(lang),
        decisions=decisions(lang),
        conditions=conditions(lang),
        attachments=[
            sheets.Attachment("letter-lakeshore-regional-hospital-2026-11-19-signed.pdf", pick(lang, "Partner endorsement (M3, F6)", "Appui du partenaire (M3, F6)"), "214\u00a0KB", DIGEST),
        ],
        control=[sheets.Fact(pick(lang, "Workflow", "Processus"), "michener 1")],
    )  # fmt: skip
    return replace(made, **changes)


def letter(lang, **changes):
    made = sheets.Letter(
        imprint=imprint(lang, kind=pick(lang, "Decision letter", "Lettre de décision"), draft=False),
        dated=date(2026, 11, 26),
        sender=[pick(lang, "Continuing Education", "Formation continue"), "222 St. Patrick Street, Toronto"],
        to=["Amina Okafor", pick(lang, "Program faculty, perfusion", "Corps professoral, perfusion")],
        subject=pick(lang, "Your concept has been endorsed with conditions", "Votre concept est recommandé sous conditions"),
        salutation=pick(lang, "Dear Amina Okafor,", "Madame Okafor,"),
        body=[
            sheets.Prose(RATIONALE[lang]),
            sheets.Listing([pick(lang, "Attach the partner’s letter.", "Joindre la lettre du partenaire.")], numbered=True),
            sheets.Prose(pick(lang, "The next step is the advisory team.", "La prochaine étape est l’équipe consultative.")),
        ],
        farewell=pick(lang, "Sincerely,", "Veuillez agréer mes salutations distinguées."),
        signed=["J. Tran", pick(lang, "Director, Continuing Education", "Direction, formation continue")],
        enclosures=[pick(lang, "Record of decision", "Procès-verbal de décision")],
        copies=["R. Singh"],
    )  # fmt: skip
    return replace(made, **changes)
