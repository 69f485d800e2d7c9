def test_look(sitting):
    import pathlib
    for language, without in (("en",""),("fr",""),("en",str(sitting.items["second"]))):
        pathlib.Path(f"/tmp/wtp/packet-{language}-{bool(without)}.pdf").write_bytes(sitting.copy(language, without).pdf)
