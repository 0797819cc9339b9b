// Replays the shared cases through the public headers.
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <tallymark/tallymark.hpp>

#include "check.hpp"

using Texts = std::vector<std::string>;
using Elements = std::vector<tallymark::Element>;

struct ParseCase {
  std::string name, kind, input;
  tallymark::ParseOptions options;
  bool ok;
  std::string code;
  std::optional<tallymark::Span> span;
  std::optional<Elements> ais;
  std::optional<std::string> bracketed, plain, dl, key;
  std::optional<Texts> hri;
};

struct FindingKey {
  std::string code;
  Texts entities;
};
using FindingKeys = std::vector<FindingKey>;

struct InvestigateCase {
  std::string name;
  std::vector<std::pair<std::string, std::string>> files;
  std::string code;
  std::optional<FindingKeys> findings;
  std::vector<std::pair<std::string, std::optional<std::int64_t>>> residuals;
  struct FileRows {
    std::string file;
    std::uint64_t rows_in, used, rejected;
  };
  std::vector<FileRows> rows;
  std::optional<Texts> absent_streams;
};

#include "cases.inc"

namespace {

tallymark::Kind kind_of(const std::string& name) {
  if (name == "scan") return tallymark::Kind::scan;
  if (name == "bracketed") return tallymark::Kind::bracketed;
  if (name == "plain") return tallymark::Kind::plain;
  if (name == "dl") return tallymark::Kind::digital_link;
  if (name == "epc") return tallymark::Kind::epc;
  return tallymark::Kind::automatic;
}

void replay(const ParseCase& one, Checks& check) {
  auto outcome = tallymark::Message::try_parse(one.input, kind_of(one.kind), one.options);
  check.that(outcome.ok() == one.ok, one.name + ": accepted or refused");
  if (!outcome) {
    if (one.ok) return;
    check.that(outcome.failure()->code == one.code, one.name + ": code " + outcome.failure()->code);
    if (one.span) check.that(outcome.failure()->span == one.span, one.name + ": span");
    return;
  }
  if (one.ais) {
    bool same = one.ais->size() == outcome->ais.size();
    for (std::size_t i = 0; same && i < one.ais->size(); ++i)
      same = (*one.ais)[i].ai == outcome->ais[i].ai && (*one.ais)[i].value == outcome->ais[i].value;
    check.that(same, one.name + ": AIs");
  }
  if (one.bracketed) check.that(outcome->bracketed == *one.bracketed, one.name + ": bracketed");
  if (one.plain) check.that(outcome->plain == *one.plain, one.name + ": plain");
  if (one.dl) check.that(outcome->dl == one.dl, one.name + ": Digital Link");
  if (one.key) check.that(outcome->key == one.key, one.name + ": key");
  if (one.hri) check.that(outcome->hri == *one.hri, one.name + ": HRI");
}

void replay(const InvestigateCase& one, const std::filesystem::path& root, Checks& check) {
  static int number = 0;
  const auto dir = root / std::to_string(number++);
  std::filesystem::create_directories(dir);
  for (const auto& [name, text] : one.files) std::ofstream(dir / name, std::ios::binary) << text;
  auto batch = tallymark::Batch::try_load(dir.string());
  check.that(batch.ok() == one.code.empty(), one.name + ": loaded or refused");
  if (!batch) {
    check.that(batch.failure()->code == one.code, one.name + ": code " + batch.failure()->code);
    return;
  }
  const auto result = batch->investigate();
  if (one.findings) {
    bool same = one.findings->size() == result.findings.size();
    for (std::size_t i = 0; same && i < one.findings->size(); ++i)
      same = (*one.findings)[i].code == result.findings[i].code &&
             (*one.findings)[i].entities == result.findings[i].entities;
    check.that(same, one.name + ": findings");
  }
  for (const auto& [equation, residual] : one.residuals)
    for (const auto& found : result.residuals)
      if (found.equation == equation) check.that(found.residual == residual, one.name + ": " + equation);
  for (const auto& expected : one.rows) {
    bool found = false;
    for (const auto& rows : result.rows)
      found |= rows.file == expected.file && rows.rows_in == expected.rows_in && rows.used == expected.used &&
               rows.rejected == expected.rejected;
    check.that(found, one.name + ": rows of " + expected.file);
  }
  if (one.absent_streams) check.that(result.absent_streams == *one.absent_streams, one.name + ": absent streams");
}

}  // namespace

int main() {
  Checks check;
  const auto root = std::filesystem::current_path() / "case-folders";
  std::filesystem::remove_all(root);
  for (const auto& one : parse_cases) replay(one, check);
  for (const auto& one : investigate_cases) replay(one, root, check);
  std::filesystem::remove_all(root);
  return check.close();
}
