"""What the people of one whole case say: a micro-credential for hospital staff who support perfusionists."""

CODES = ("M1", "M2", "M3", "M4", "P1", "P2", "P3", "P4", "F1", "F2", "F3", "F4", "F5", "F6")
COMPETENCIES = (
    ("Explain the structure and function of cardiopulmonary bypass equipment", "K"),
    ("Assist the perfusionist before, during and after a procedure", "S"),
    ("Carry out administrative and logistical perfusion duties", "S"),
    ("Support safe set-up of a balloon pump, cell saver and ventricular assist device", "S"),
    ("Work with the team in an extracorporeal life-support emergency", "A"),
)

CONCEPT = {
    "product_type": "micro_credential",
    "origin": "new",
    "title": "Perfusion Support Essentials",
    "short_title": "Perfusion Support",
    "department": "Respiratory and Cardiovascular Programs",
    "proposer": {"name": "Amina Okafor", "role": "Program faculty, perfusion", "email": "amina.okafor@institute.example"},
    "co_proposers": [{"id": "c1", "name": "Wei Zhang", "role": "Simulation lead", "email": "wei.zhang@institute.example"}],
    "description": "Prepares hospital staff to support perfusionists: readying and checking circuits and devices, and assisting before, during and after cardiac surgery.",
    "rationale": "Cardiac centres lean on perfusionists for set-up and logistics that a trained assistant could do.\n\nEmployers want a short, hands-on route for staff they already employ.",
    "need_evidence": [
        {"id": "n1", "kind": "employer_letter", "summary": "Cardiac surgery manager would sponsor four staff a year.", "source": "Lakeshore Regional Hospital", "date": "2025-11-10"},
        {"id": "n2", "kind": "sector_report", "summary": "Vacancy log: support tasks absorb clinical time.", "source": "https://sector.example/report", "date": "2025-12-20"},
    ],
    "health_system_need": "Three of the five cardiac centres in the region have postponed procedures.",
    "overlap_scan": [{"id": "o1", "finding": "One two-year degree; no short route for assistants found", "searched": ["own catalogue", "provincial portal"]}],
    "audience": "Operating-room and critical-care support staff sponsored by their employer",
    "audience_kind": "employer_cohort",
    "prerequisites": "Employer sponsorship; current hospital role",
    "expected_enrolment": {"low": 8, "likely": 12, "high": 16},
    "competencies": [{"id": f"k{n}", "statement": words, "type": kind} for n, (words, kind) in enumerate(COMPETENCIES)],
    "framework_map": [{"id": "f1", "competency": "Assist the perfusionist", "framework": "esco", "code": "S3.1", "url": "https://esco.example/s3-1"}],
    "regulated_scope": "The assistant works under a perfusionist; no controlled act is delegated",
    "assessment_summary": "Practical stations on simulated cases with a critical-step checklist; a short written quiz each module",
    "assessment_methods": ["simulation", "written_exam"],
    "pass_standard": "All critical steps and 80 % overall",
    "hours_total": 57,
    "weeks": 11,
    "delivery_mode": "hybrid",
    "clinical_hours": 21,
    "partners": [
        {"id": "p1", "organisation": "Lakeshore Regional Hospital", "type": "employer", "contact_name": "Jordan Pike", "contact_email": "jordan.pike@lakeshore.example", "roles": ["need", "assessment"], "status": "verbal", "relationship": "independent"},
        {"id": "p2", "organisation": "Society of Perfusion Practice", "type": "professional_body", "contact_name": "Mei Sato", "contact_email": "mei.sato@perfusion.example", "roles": ["recognition"], "status": "approached", "relationship": "independent"},
    ],
    "plan_alignment": ["schools", "collaboration"],
    "plan_alignment_how": "It answers goal two of the Education Plan: short routes built with employers.",
    "pathway": ["stands_alone", "plar_credit"],
    "transcript_plan": "ce_record_and_badge",
    "resources_needed": [{"id": "r1", "item": "Simulation laboratory, three days a run", "frequency": "ongoing", "owner": "Simulation centre", "estimate_cad": 3600}],
    "budget_band": "25k_50k",
    "price_indication": 1950,
    "funding_source": ["tuition", "contract"],
    "target_start": "2027-01-11",
    "cip_2021": "51.0906",
    "noc_2021": ["32103"],
    "edi_access": "In-person days cost travel for rural staff: one regional run a year",
    "risks": ["Simulation bookings clash with degree cohorts", "Small learner numbers"],
    "head_support": {"aware": True, "name": "Robin Singh", "date": "2026-01-15"},
    "declarations": {"accurate": True, "conflicts_disclosed": True, "notice_read": True},
}  # fmt: skip

PROPOSAL = {
    "labour_market": "Forty-one postings in twelve months ask for perfusion support in Ontario, and none of the applicants was trained for it.",
    "admission": "A current hospital role and the employer’s sponsorship.",
    "competency_matrix": [
        {"id": f"m{n}", "competency": words, "type": kind, "framework": f"ESCO S3.{n}", "activity": "Simulation laboratory, two sessions", "assessment": "Practical station with a critical-step checklist", "summative": True, "evidence_kept": "Signed checklist, kept five years"}
        for n, (words, kind) in enumerate(COMPETENCIES)
    ],
    "scope_applies": "applies",
    "regulated_details": {"controlled_acts": "None is delegated.", "college_contacted": "No college regulates perfusion assistants.", "placement": "No placement.", "insurance": "Covered by the hospital.", "checks": "Vulnerable-sector check by the employer."},
    "assessment_tools": [
        {"id": "t1", "tool": "Station checklist", "decides": "Every critical step", "weight": 80, "assessed_by": "Two perfusionists"},
        {"id": "t2", "tool": "Module quiz", "decides": "Knowledge", "weight": 20, "assessed_by": "Faculty"},
    ],
    "assessment_plan": {"standard_setting": "Modified Angoff with five perfusionists.", "assessors": "Two, one of them from the partner.", "attempts": "Two within six months", "accommodation": "Extra time and adapted stations on request.", "moderation": "One station in five is scored twice.", "appeal": "To the chair of the program within ten days", "evidence_retention": "Checklists for five years"},
    "outline": [
        {"id": "u1", "module": "Circuits and devices", "mode": "online_async", "hours": 36},
        {"id": "u2", "module": "Simulation and assessment", "mode": "in_person", "hours": 21},
    ],
    "delivery_plan": "Twelve weeks online at three hours a week, then three days in the simulation laboratory.",
    "endorsement": {"partner": "Lakeshore Regional Hospital", "signatory": "Jordan Pike", "signatory_title": "Manager, Cardiac Surgery", "date": "2026-02-01", "demand_confirmed": True, "assessment_confirmed": True, "recorded_how": "letter"},
    "consultation": [{"id": "s1", "who": "Program advisory committee", "date": "2026-01-20", "said": "Add the cell saver.", "reply": "Added as competency four."}],
    "recognition": {"issued_by": "The Institute", "record": "Continuing education record", "badge": "Digital badge with criteria and evidence.", "stack_map": "Counts toward the critical-care certificate", "expiry": "Three years", "renewal": "One simulation day"},
    "resource_confirmations": [{"id": "z1", "what": "Simulation laboratory", "owner": "Robin Singh", "confirmed_on": "2026-02-02"}],
    "materials": "Owned by the Institute; the hospital may use them inside.",
    "development_time": "One course release, confirmed by the chair.",
    "fees_funding": "1,950 dollars, paid by the employer.",
    "quality_measures": [{"id": "q1", "measure": "Completion", "target": "90 %", "checked": "After each run"}],
    "quality_plan": "Learners and employers are asked after three months.",
    "evidence_matrix": {code: {"demonstrated_by": f"Shown by exhibit {n} of the case"} for n, code in enumerate(CODES, 1)},
    "executive_summary": "Hospitals need trained hands beside their perfusionists.\n\nThis micro-credential trains twelve of their staff a run, in eleven weeks, and proves each competency at a station.",
    "condition_replies": [{"id": "y1", "condition": "Attach the partner’s letter", "reply": "Attached: both confirmations are in it."}],
    "sign_offs": [{"id": "x1", "name": "Robin Singh", "role": "Head of department", "date": "2026-02-02"}],
}  # fmt: skip

PLAN = {
    "board_date": "2026-06-12",
    "first_offering": "2027-01-11",
    "milestones": [
        {"id": "a1", "name": "Curriculum written", "start": "2026-03-01", "end": "2026-09-30", "owner": "Amina Okafor", "done": 20},
        {"id": "a2", "name": "Pilot", "start": "2026-10-01", "end": "2026-12-15", "owner": "Wei Zhang", "depends_on": "Curriculum written", "done": 0},
    ],
    "budget": {
        "development": {"year_1": 42000, "year_2": 0, "year_3": 0},
        "delivery": {"year_1": 6100, "year_2": 6200, "year_3": 6300},
        "fixed": {"year_1": 2000, "year_2": 2000, "year_3": 2000},
        "contingency": {"year_1": 1500, "year_2": 500, "year_3": 500},
        "revenue_low": {"year_1": 15600, "year_2": 31200, "year_3": 31200},
        "revenue_likely": {"year_1": 23400, "year_2": 46800, "year_3": 46800},
        "revenue_high": {"year_1": 31200, "year_2": 62400, "year_3": 62400},
    },
    "capacity": {"places_per_run": 16, "runs_year_1": 1, "runs_year_2": 2, "runs_year_3": 2},
    "break_even": {"contribution_per_run": 17300, "learners_per_run": 9, "net_three_years": 35400},
    "break_even_note": "At the low enrolment it breaks even in the third year.",
    "risk_register": [{"id": "b1", "risk": "Laboratory is double-booked", "likelihood": 3, "impact": 4, "mitigation": "Booked a year ahead", "owner": "Simulation centre", "residual": "low"}],
    "communications": "Two employer breakfasts and a page in the calendar.",
    "pilot": "One cohort of eight, evaluated by the partner.",
    "teach_out": "Those enrolled finish; the badge stays valid.",
}  # fmt: skip

BRIEFING = {
    "item": "Approval of a micro-credential: Perfusion Support Essentials",
    "session": "open",
    "action_asked": "decision",
    "effective_date": "2026-06-12",
    "review_date": "2029-06-12",
    "motion": "THAT, on the recommendation of the Senior Management Team, the Board of Governors approve the micro-credential “Perfusion Support Essentials” (57 hours), effective 12 June 2026.",
    "summary": "A 57-hour micro-credential for hospital staff who support perfusionists.",
    "need": "Three of five centres postpone procedures for want of support staff.",
    "learning": "Five competencies, each proven at a practical station.",
    "partner_support": "Lakeshore Regional Hospital confirms demand and assessment.",
    "plan_fit": "Serves goal two of the Education Plan.",
    "quality": "Reviewed by Continuing Education; every must is met.",
    "money": "Costs 81,600 dollars over three years and earns 117,000.",
    "risk": "Laboratory bookings; booked a year ahead.",
    "options_considered": [
        {"id": "d1", "option": "Approve", "consequence": "The first cohort starts in January 2027."},
        {"id": "d2", "option": "Do nothing", "consequence": "Hospitals train on the job, unevenly."},
    ],
    "consulted": "Program advisory committee, two hospitals, the registrar.",
    "edi_access": "One regional run a year; captioned videos.",
    "first_offering": "2027-01-11",
}

CHARTER = {
    "purpose": "Develop the full proposal of Perfusion Support Essentials with its development plan.",
    "sponsor": "Robin Singh",
    "start": "2026-03-01",
    "end": "2026-09-10",
    "cadence": "biweekly",
    "decision_rule": "consensus",
    "deliverables": ["Full proposal", "Development plan"],
}

FIRST_SHEET = {
    "gates": {"M1": {"score": "4", "comment": "Each outcome can be observed."}, "M2": {"score": "3"}, "M3": {"score": "2", "comment": "Willing in words, no letter yet."}, "M4": {"score": "3"}},
    "need": "The need is recent and comes from outside.",
    "learning": "Hours and stations fit the outcomes.",
    "partner": "The right hospital to ask.",
    "feasibility": "The laboratory is the bottleneck.",
    "strengths": ["Built with an employer"],
    "gaps": ["No letter of the partner yet"],
    "questions": ["Who scores the stations?"],
    "recommendation": "support_with_conditions",
    "conditions": ["Bring the letter"],
}  # fmt: skip
SECOND_SHEET = {
    "gates": {"M1": {"score": "3"}, "M2": {"score": "4", "comment": "A checklist with critical steps."}, "M3": {"score": "3"}, "M4": {"score": "3", "comment": "Goal two is served."}},
    "need": "Two centres said the same to us.",
    "learning": "Quiz and stations together are convincing.",
    "partner": "Ask for both confirmations.",
    "feasibility": "Feasible with one release.",
    "strengths": ["Clear stations"],
    "gaps": ["Travel for rural staff"],
    "questions": [],
    "recommendation": "support",
}  # fmt: skip

CE_DECISION = {
    "rationale": "The need is shown by two centres and the stations are credible; the letter of the partner is to come.",
    "differs": "One of the two sheets asked for no condition.",
    "conditions": [{"id": "g1", "text": "Attach the partner’s letter with both confirmations.", "gate": "M3", "owner": "Amina Okafor", "due": "next_gate"}],
}  # fmt: skip
