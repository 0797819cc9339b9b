// The arrays stay in Rust; the headers show them.
#include <tallymark/columns.hpp>

#include <tallymark_bridge/src/lib.rs.h>

#include "bridge.hpp"

namespace tallymark {
using namespace crossing;

namespace {

template <class T>
Array<T> array(rust::Slice<const T> from) noexcept {
  return {from.data(), from.size()};
}

std::string_view word(std::string_view name) noexcept {
  if (name == "00") return "sscc";
  if (name == "01") return "gtin";
  if (name == "10") return "lot";
  if (name == "17") return "expiry";
  if (name == "21") return "serial";
  return name;
}

}  // namespace

struct Columns::Held {
  rust::Box<bridge::Columns> columns;
};

Columns::Columns(std::shared_ptr<const Held> held, std::string_view lines) : held_(std::move(held)), lines_(lines) {
  const bridge::Columns& columns = *held_->columns;
  codes_ = array(columns.codes());
  span_starts_ = array(columns.span_starts());
  span_ends_ = array(columns.span_ends());
  row_starts_ = array(columns.row_starts());
  const auto made = columns.made();
  made_ = {reinterpret_cast<const char*>(made.data()), made.size()};
  std::size_t number = 0;
  for (const rust::String& name : columns.names()) {
    columns_.push_back({crossing::text(name), array(columns.starts(number)), array(columns.lengths(number))});
    ++number;
  }
}

const Columns::Column* Columns::column(std::string_view name) const noexcept {
  name = word(name);
  for (const Column& column : columns_)
    if (column.name == name) return &column;
  return nullptr;
}

std::string_view Columns::code(std::size_t row) const noexcept {
  return row < rows() ? code_text(codes_[row]) : std::string_view();
}

Span Columns::span(std::size_t row) const noexcept {
  return row < rows() ? Span{span_starts_[row], span_ends_[row]} : Span{};
}

std::optional<std::string_view> Columns::text(std::string_view name, std::size_t row) const noexcept {
  const Column* found = column(name);
  if (found == nullptr || row >= rows() || found->lengths[row] == 0) return std::nullopt;
  const std::size_t start = found->starts[row];
  if (start < lines_.size()) return lines_.substr(start, found->lengths[row]);
  return made_.substr(start - lines_.size(), found->lengths[row]);
}

Array<std::uint32_t> Columns::starts(std::string_view name) const noexcept {
  const Column* found = column(name);
  return found == nullptr ? Array<std::uint32_t>() : found->starts;
}

Array<std::uint32_t> Columns::lengths(std::string_view name) const noexcept {
  const Column* found = column(name);
  return found == nullptr ? Array<std::uint32_t>() : found->lengths;
}

Columns parse_columns(std::string_view lines, const std::vector<std::string>& ais, Kind kind, ParseOptions options) {
  rust::Vec<rust::String> names;
  for (const std::string& ai : ais) names.push_back(rust::String::lossy(ai.data(), ai.size()));
  auto read = bridge::parse_columns(bytes(lines), {names.data(), names.size()}, name(kind), flags(options));
  check(read->status());
  return Columns(std::make_shared<const Columns::Held>(Columns::Held{std::move(read)}), lines);
}

}  // namespace tallymark
