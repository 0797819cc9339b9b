// GS1 identifiers: element strings in every textual form.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <tallymark/error.hpp>

namespace tallymark {

/// The textual form of an identifier.
enum class Kind { automatic, scan, bracketed, plain, digital_link, epc };

/// Departures from the strict reading; all off by default.
struct ParseOptions {
  bool permit_unknown_ais = false;
  bool permit_zero_suppressed_gtin = false;
  bool no_requisite_check = false;
  bool unknown_ai_as_dl_attr = false;
  bool hri_titles = false;
  bool add_check_digit = false;  ///< completes a key that lacks its check digit, in bracketed text and Digital Links
};

/// One Application Identifier with its value; `|` with an empty value separates composite components.
struct Element {
  std::string ai;
  std::string value;
};

/// What a valid identifier text says, in every form that it has.
struct Message {
  std::string kind;                      ///< the form it was read as
  std::optional<std::string> symbology;  ///< AIM symbology identifier of scan data, such as `]d2`
  std::vector<Element> ais;              ///< in input order
  std::string bracketed;
  std::string plain;                     ///< GS separators, no leading FNC1
  std::optional<std::string> dl;         ///< canonical GS1 Digital Link
  std::vector<std::string> hri;          ///< human readable interpretation, one text per element
  std::optional<std::string> key;        ///< canonical key, the same from every textual form
  std::vector<std::string> warnings;

  /// Reads an identifier text. Throws `Error`.
  static Message parse(std::string_view text, Kind kind = Kind::automatic, ParseOptions options = {});
  /// The same without exceptions.
  static Outcome<Message> try_parse(std::string_view text, Kind kind = Kind::automatic, ParseOptions options = {});
  /// The value of an Application Identifier, or null.
  [[nodiscard]] const std::string* get(std::string_view ai) const noexcept;
};

/// The verdict at line speed: a code and a place, nothing else.
struct Verdict {
  std::uint16_t number = 0;  ///< 0 where valid, else the number of the code
  Span span;                 ///< bytes at fault

  [[nodiscard]] bool ok() const noexcept { return number == 0; }
  explicit operator bool() const noexcept { return ok(); }
  /// The code as text, such as `ai-checksum`; empty where valid.
  [[nodiscard]] std::string_view code() const noexcept;
};

/// Validates scan data (symbology identifier and data). Never throws; allocates nothing on the way to a good verdict.
Verdict verify_scan(std::string_view scan) noexcept;

/// The text of a code's number, such as `ai-checksum`; empty for 0 and for numbers that no code has.
std::string_view code_text(std::uint16_t number) noexcept;

/// Every error code that parsing can give, in order.
std::vector<std::string> codes();

}  // namespace tallymark
