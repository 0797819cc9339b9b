// The page beside this file, in C++: a program of examples/cpp.
#include <iostream>
#include <set>

#include <tallymark/tallymark.hpp>

namespace {
int broken = 0;
void hold(bool holds, int line) {
  if (holds) return;
  ++broken;
  std::cout << "line " << line << " does not hold\n";
}
}  // namespace
#define ASSERT(condition) hold(condition, __LINE__)

int main() {
  using tallymark::Data;

  // [1] Read and validate
  const auto pack = tallymark::Message::parse("]d201095060001343521728120010A7B21\x1d" "21A1B2");
  ASSERT(pack.key == "(01)09506000134352(21)A1B2");
  ASSERT(pack.dl == "https://id.gs1.org/01/09506000134352/10/A7B21/21/A1B2?17=281200");
  ASSERT(tallymark::values(pack.plain, 2026)["values"][1]["text"].text() == "2028-12-31");

  auto refused = tallymark::Message::try_parse("(01)09506000134353(21)A1B2");
  ASSERT(!refused && refused.failure()->code == "ai-checksum" && refused.failure()->span->start == 17);
  ASSERT(refused.failure()->fixes.at(0) == "(01)09506000134352(21)A1B2");

  // [2] A dictionary of your own
  const char* release = "# Release: 2099-01-01\n01 *? N14,csum,gcppos2 dlpkey=21 # GTIN\n21 X..20 req=01 # SERIAL\n";
  ASSERT(tallymark::dictionary({{"dictionary", release}})["count"].integer() == 2);
  ASSERT(tallymark::dictionary({{"ai", "10"}})["ai"]["title"].text() == "BATCH/LOT");
  try {
    tallymark::values("(01)09506000134352(10)A7", 2026, {{"dictionary", release}});
    ASSERT(false);
  } catch (const tallymark::Error& error) {
    ASSERT(error.code() == "ai-unknown");
  }

  // [3] Digital Link
  const auto uri = tallymark::link("(01)09506000134352(21)A1B2", {{"stem", "https://example.com/med"}});
  ASSERT(uri == "https://example.com/med/01/09506000134352/21/A1B2");
  const auto compressed = tallymark::compress(uri);
  ASSERT(compressed.size() < uri.size() && tallymark::decompress(compressed) == uri);

  // [4] EPC and RFID
  const auto urn = tallymark::convert("(01)09506000134352(21)123456789", "epc", {{"gcp_length", 7}});
  ASSERT(urn == "urn:epc:id:sgtin:9506000.013435.123456789");
  const Data tag = tallymark::tag(urn, {{"scheme", "sgtin-96"}, {"filter", 3}});
  ASSERT(tallymark::tag_of_hex(tag["hex"].text())["bracketed"].text() == "(01)09506000134352(21)123456789");

  // [5] Codes of medicines beside GS1
  const Data code = tallymark::identify("[)>\x1e" "06\x1d" "9N110375286414\x1dS123\x1e\x04");
  ASSERT(code["ppn"].text() == "110375286414" && code["key"].text() == "(01)04150037528643(21)123");
  const Data merged = tallymark::merge({"]E09506000134352", "(01)09506000134352(21)A1B2"});
  ASSERT(merged["key"].text() == "(01)09506000134352(21)A1B2" && merged["conflicts"].size() == 0);

  // [6] Market profiles
  const Data check = tallymark::profile("(01)09506000134352(21)A1B2C3D4(10)A7B21", "eu-fmd", {{"date", "2026-11-25"}});
  ASSERT(!check["ok"].flag() && check["failed"].integer() > 0);
  for (const Data& rule : check["rules"].items()) ASSERT(!rule["source"].text().empty());

  // [7] Repair of damaged scans
  const Data mended = tallymark::repair("]d201095060001343521728123110A7B2121A1B2C3D4", {{"lots", {"A7B21"}}});
  const Data& reading = mended["readings"][0];
  ASSERT(mended["unique"].flag() && reading["bracketed"].text() == "(01)09506000134352(17)281231(10)A7B21(21)A1B2C3D4");
  ASSERT(reading["steps"][0]["kind"].text() == "separator-lost");

  // [8] Serials
  const Data pool = tallymark::serials("sixteen-byte-key", 12, 1000, {{"label", "09506000134352"}});
  std::set<std::string> different;
  for (const Data& serial : pool["serials"].items()) different.insert(serial.text());
  ASSERT(different.size() == 1000);
  ASSERT(!tallymark::predictability({different.begin(), different.end()})["predictable"].flag());

  // [9] Whole columns
  const std::string lines = pack.plain + "\n(01)09506000134353\n";
  const tallymark::Columns columns = tallymark::parse_columns(lines, {"gtin", "serial"});
  ASSERT(columns.rows() == 2 && columns.code(0).empty() && columns.code(1) == "ai-checksum");
  ASSERT(columns.text("serial", 0) == "A1B2");  // views into `lines`

  // [end]
  std::cout << (broken == 0 ? "nine topics hold\n" : "not all topics hold\n");
  return broken;
}
