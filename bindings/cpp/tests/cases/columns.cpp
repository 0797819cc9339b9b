// Whole columns say what their rows say one by one.
#include <tallymark/tallymark.hpp>

#include "check.hpp"

namespace {

const std::vector<std::pair<std::string, std::string>> names{{"gtin", "01"}, {"serial", "21"}, {"lot", "10"}, {"3103", "3103"}};

void agree(Checks& check, const tallymark::Columns& columns, const std::vector<std::string>& rows) {
  check.that(columns.rows() == rows.size(), "as many rows as lines");
  for (std::size_t row = 0; row < rows.size(); ++row) {
    auto message = tallymark::Message::try_parse(rows[row]);
    const std::string code = message ? std::string() : message.failure()->code;
    const tallymark::Span span = message ? tallymark::Span{} : message.failure()->span.value_or(tallymark::Span{});
    check.that(columns.code(row) == code && tallymark::code_text(columns.codes()[row]) == code, "code of " + rows[row]);
    check.that(columns.span(row) == span, "span of " + rows[row]);
    for (const auto& [word, ai] : names) {
      const std::string* value = message ? message->get(ai) : nullptr;
      const auto text = columns.text(word, row);
      check.that(value ? text == std::string_view(*value) : !text, ai + " of " + rows[row]);
      check.that(columns.text(ai, row) == text, "digits are a name too");
    }
  }
}

}  // namespace

int main() {
  Checks check;
  const std::vector<std::string> ais{"01", "serial", "lot", "3103"};
  const std::vector<std::string> rows{
      "]d201095060001343521728123110A7B21\x1d" "21A1B2",
      "",
      "(01)09506000134353(21)A1B2",
      "(01)09506000134352(21)A\\(B",
      "(01)09506000134352(3103)000750",
      "https://id.gs1.org/01/09506000134352/21/A%2FB?17=281231",
      "urn:epc:id:sgtin:9506000.013435.A1",
      "0109506000134352" "21A\x1d" "10L",
      " (01)09506000134352",
      "\xff\xfe",
      "]C100395060001340000018",
  };
  std::string unix_lines, dos_lines;
  for (const std::string& row : rows) {
    unix_lines += row + "\n";
    dos_lines += row + "\r\n";
  }
  agree(check, tallymark::parse_columns(unix_lines, ais), rows);
  agree(check, tallymark::parse_columns(dos_lines, ais), rows);
  agree(check, tallymark::parse_columns(std::string_view(unix_lines).substr(0, unix_lines.size() - 1), ais), rows);

  tallymark::Columns columns = tallymark::parse_columns(unix_lines, ais);
  check.that(columns.row_starts().size() == rows.size() + 1 && columns.row_starts()[rows.size()] == unix_lines.size(),
             "rows say where they begin");
  check.that(columns.text("serial", 0)->data() >= unix_lines.data() &&
                 columns.text("serial", 0)->data() < unix_lines.data() + unix_lines.size(),
             "a value is a view into the lines");
  check.that(columns.starts("gtin")[0] == 5 && columns.lengths("01")[0] == 14, "places of values");
  check.that(columns.starts("17").empty() && !columns.text("17", 0) && !columns.text("gtin", rows.size()),
             "what was not asked for is not there");
  check.that(columns.code(rows.size()).empty() && columns.made() == "A(B" "A/B" "09506000134352",
             "what stands in no line as it is, is made");
  const tallymark::Columns copy = columns;
  columns = tallymark::parse_columns("", {});
  check.that(columns.rows() == 0 && copy.text("serial", 0) == "A1B2", "a copy keeps the arrays");

  std::vector<std::string> many;
  std::string lines;
  for (int number = 0; number < 20000; ++number) {
    many.push_back(number % 5 == 0 ? "(01)09506000134352(21)A\\(" + std::to_string(number)
                                   : "]d2010950600013435221" + std::to_string(number));
    lines += many.back() + "\n";
  }
  const tallymark::Columns all = tallymark::parse_columns(lines, {"21"});
  bool in_order = all.rows() == many.size();
  for (std::size_t row = 0; in_order && row < many.size(); ++row) {
    const std::string number = std::to_string(row);
    in_order = all.text("serial", row) == (row % 5 == 0 ? "A(" + number : number);
  }
  check.that(in_order, "many rows come back in order");

  tallymark::ParseOptions options;
  options.add_check_digit = true;
  check.that(tallymark::parse_columns("(01)0950600013435", {"gtin"}, tallymark::Kind::bracketed, options).text("gtin", 0) ==
                 "09506000134352",
             "a check digit is added where that is asked for");
  check.that(tallymark::Message::parse("(01)0950600013435", tallymark::Kind::bracketed, options).plain == "0109506000134352",
             "of one text, too");
  check.that(tallymark::parse_columns("0109506000134352", {}, tallymark::Kind::scan).codes()[0] != 0, "kinds hold");
  try {
    tallymark::parse_columns("", {"nonsense"});
    check.that(false, "wrong names throw");
  } catch (const tallymark::Error& error) {
    check.that(error.code() == "column-ai" && !error.help().empty(), "and say what is wrong");
  }
  return check.close();
}
