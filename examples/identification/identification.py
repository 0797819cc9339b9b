"""The page beside this file, in Python: python identification.py"""

import tallymark

# [1] Read and validate
pack = tallymark.parse("]d201095060001343521728120010A7B21\x1d21A1B2")
assert pack.key == "(01)09506000134352(21)A1B2"
assert pack.dl == "https://id.gs1.org/01/09506000134352/10/A7B21/21/A1B2?17=281200"
assert tallymark.values(pack.plain, year=2026)["values"][1].text == "2028-12-31"

refused = tallymark.try_parse("(01)09506000134353(21)A1B2")
assert (refused["error"]["code"], refused["error"]["span"]) == ("ai-checksum", [17, 18])
assert refused["error"]["fixes"] == ["(01)09506000134352(21)A1B2"]
assert refused["partial"] == [["21", "A1B2"]]

# [2] A dictionary of your own
release = "# Release: 2099-01-01\n01 *? N14,csum,gcppos2 dlpkey=21 # GTIN\n21 X..20 req=01 # SERIAL\n"
assert tallymark.dictionary(text=release).count == 2
assert tallymark.dictionary("10").ai.title == "BATCH/LOT"
try:
    tallymark.values("(01)09506000134352(10)A7", year=2026, dictionary=release)
except tallymark.TallymarkError as error:
    assert error.code == "ai-unknown"

# [3] Digital Link
uri = tallymark.link("(01)09506000134352(21)A1B2", stem="https://example.com/med")
assert uri == "https://example.com/med/01/09506000134352/21/A1B2"
short = tallymark.compress(uri)
assert len(short) < len(uri) and tallymark.decompress(short) == uri

# [4] EPC and RFID
urn = tallymark.convert("(01)09506000134352(21)123456789", "epc", gcp_length=7)
assert urn == "urn:epc:id:sgtin:9506000.013435.123456789"
tag = tallymark.tag(urn, scheme="sgtin-96", filter=3)
assert tallymark.tag(hex=tag.hex).bracketed == "(01)09506000134352(21)123456789"

# [5] Codes of medicines beside GS1
code = tallymark.identify("[)>\x1e06\x1d9N110375286414\x1dS123\x1e\x04")
assert code.ppn == "110375286414" and code.key == "(01)04150037528643(21)123"
merged = tallymark.merge("]E09506000134352", "(01)09506000134352(21)A1B2")
assert merged.key == "(01)09506000134352(21)A1B2" and not merged.conflicts

# [6] Market profiles
check = tallymark.profile("(01)09506000134352(21)A1B2C3D4(10)A7B21", "eu-fmd", date="2026-11-25")
broken = [rule for rule in check.rules if rule.verdict == "fail"]
assert not check.ok and any("17" in rule.message for rule in broken)
assert all(rule.source and rule.confidence for rule in check.rules)

# [7] Repair of damaged scans
scan = "]d201095060001343521728123110A7B2121A1B2C3D4"
mended = tallymark.repair(scan, lots=["A7B21"])
assert mended.unique and mended.readings[0].bracketed == "(01)09506000134352(17)281231(10)A7B21(21)A1B2C3D4"
assert mended.readings[0].steps[0].kind == "separator-lost"

# [8] Serials
pool = tallymark.serials(bytes(range(16)), 12, 1000, label="09506000134352")
assert len(set(pool.serials)) == 1000
assert not tallymark.predictability(pool.serials).predictable
assert tallymark.predictability(f"{number:012}" for number in range(1000)).predictable

# [9] Whole columns
scans = [pack.plain, "(01)09506000134353", None]
table = tallymark.parse_column(scans, ais=("gtin", "serial"))
assert table["code"] == [None, "ai-checksum", None]
assert table["serial"] == ["A1B2", None, None]  # table.to_polars(), to_pandas(), or any reader of Arrow

# [end]
print("nine topics hold")
