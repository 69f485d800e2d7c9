"""The tables of a rich sample: evidence matrix, competencies, budget."""

from approval.documents import sheets
from approval.documents.sheets import Mark, Said, Tone

ROWS = [
    ("M1", "Competency and skills based", "Fondée sur les compétences"),
    ("M2", "Summative assessment shows the outcomes", "L’évaluation sommative démontre les résultats"),
    ("M3", "Endorsed by an employment partner", "Appuyée par un partenaire du milieu de travail"),
    ("M4", "Aligned with the Education Plan", "Conforme au plan d’éducation"),
    ("P1", "Relevance", "Pertinence"),
    ("P2", "Verifiability", "Vérifiabilité"),
    ("P3", "Ownership", "Propriété"),
    ("P4", "Extensibility", "Extensibilité"),
    ("F1", "Issuing body", "Organisme émetteur"),
    ("F2", "Competency targeted, in a common language", "Compétence visée, en langage commun"),
    (
        "F3",
        "Outcomes tied to knowledge, attitudes, skills",
        "Résultats liés aux savoirs, attitudes et habiletés",
    ),
    (
        "F4",
        "Assessment evidence visible to employers",
        "Preuves d’évaluation visibles pour les employeurs",
    ),
    ("F5", "Compatible with transcripts", "Compatible avec le relevé de notes"),
    (
        "F6",
        "Validated by partners: in demand, reflects the job",
        "Validée par des partenaires : demandée, fidèle au poste",
    ),
]


def pick(lang, en, fr):
    return fr if lang == "fr" else en


def matrix(lang):
    met, partly = (
        Mark(pick(lang, "met", "satisfait"), Tone.MET),
        Mark(pick(lang, "partly", "en partie"), Tone.PARTLY),
    )
    return [
        sheets.Evidence(
            code,
            pick(lang, en, fr),
            pick(
                lang,
                "Five competencies, each opening with an action verb",
                "Cinq compétences, chacune ouverte par un verbe d’action",
            ),
            pick(
                lang,
                "Practical stations with a critical-step checklist",
                "Stations pratiques avec liste des étapes critiques",
            ),
            Mark(pick(lang, "not required", "non requis"), Tone.EXEMPT)
            if code == "F5"
            else partly
            if code in {"M3", "F6"}
            else met,
        )
        for code, en, fr in ROWS
    ]


def competencies(lang):
    rows = [
        ("Explain the structure and function of cardiopulmonary bypass equipment", "K"),
        ("Assist the perfusionist before, during and after a procedure", "S"),
        ("Carry out administrative and logistical perfusion duties", "S"),
        ("Support safe set-up of a balloon pump, cell saver and ventricular assist device", "S"),
        ("Work with the team in an extracorporeal life-support emergency", "A"),
    ]
    return sheets.Table(
        "",
        [
            sheets.Column(pick(lang, "On completion the learner can", "À la fin, la personne peut"), share=6),
            sheets.Column(pick(lang, "Type", "Type"), share=2),
            sheets.Column(pick(lang, "Framework code", "Code du cadre"), share=3),
            sheets.Column(pick(lang, "Learning activity", "Activité d’apprentissage"), share=4),
            sheets.Column(pick(lang, "Summative assessment", "Évaluation sommative"), share=4),
        ],
        [
            (Said(text, "en"), kind, f"ESCO S3.{n}", pick(lang, "Simulation laboratory, two sessions", "Laboratoire de simulation, deux séances"),
             pick(lang, "Practical station with a critical-step checklist", "Station pratique avec liste des étapes critiques"))
            for n, (text, kind) in enumerate(rows * 3, 1)
        ],
    )  # fmt: skip


def budget(lang):
    def row(en, fr, *amounts):
        money = [f"{n:,}" for n in amounts]
        return (
            pick(lang, en, fr),
            *(f"${m}" if lang == "en" else m.replace(",", "\u00a0") + "\u00a0$" for m in money),
        )

    return sheets.Table(
        pick(lang, "Development and delivery, three years", "Élaboration et prestation, trois ans"),
        [
            sheets.Column(pick(lang, "Item", "Poste"), share=8),
            *[sheets.Column(year, "right", share=3) for year in ("2027-28", "2028-29", "2029-30", "Total")],
        ],
        [
            row("Curriculum development", "Élaboration du programme", 42000, 0, 0, 42000),
            row(
                "Simulation laboratory, three days a run",
                "Laboratoire de simulation, trois jours par cohorte",
                7200,
                7200,
                10800,
                25200,
            ),
            row(
                "Bypass circuit consumables", "Consommables du circuit de dérivation", 3600, 3600, 5400, 12600
            ),
            row(
                "Translation and accessibility review",
                "Traduction et examen de l’accessibilité",
                5000,
                0,
                1000,
                6000,
            ),
        ],
        row("Total", "Total", 57800, 10800, 17200, 85800),
    )
