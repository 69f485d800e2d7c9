def test_look(sitting):
    import pathlib
    from approval.models.records import Job
    from approval.models.database import db
    print([(j.kind,j.subject,j.error) for j in db.session.query(Job).filter(Job.done_at.is_(None))])
    for language, without in (("en",""),("fr",""),("en",str(sitting.items["second"]))):
        pathlib.Path(f"/tmp/wtp/packet-{language}-{bool(without)}.pdf").write_bytes(sitting.copy(language, without).pdf)
