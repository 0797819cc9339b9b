// Standard types to the private bridge and back.
#pragma once

#include <tallymark/error.hpp>
#include <tallymark/gs1.hpp>

#include <tallymark_bridge/src/lib.rs.h>

namespace tallymark::crossing {

inline std::string text(const rust::String& from) { return {from.data(), from.size()}; }

inline std::vector<std::string> texts(const rust::Vec<rust::String>& from) {
  std::vector<std::string> to;
  to.reserve(from.size());
  for (const auto& one : from) to.push_back(text(one));
  return to;
}

inline rust::Slice<const std::uint8_t> bytes(std::string_view from) noexcept {
  return {reinterpret_cast<const std::uint8_t*>(from.data()), from.size()};
}

inline Failure failure(const bridge::Status& status) {
  Failure made{text(status.code), text(status.message), text(status.help), text(status.place),
               text(status.ai),   std::nullopt,         texts(status.fixes)};
  if (status.has_span) made.span = Span{status.start, status.end};
  return made;
}

inline void check(const bridge::Status& status) {
  if (!status.ok) throw Error(failure(status));
}

inline const char* name(Kind kind) noexcept {
  switch (kind) {
    case Kind::scan: return "scan";
    case Kind::bracketed: return "bracketed";
    case Kind::plain: return "plain";
    case Kind::digital_link: return "dl";
    case Kind::epc: return "epc";
    case Kind::automatic: break;
  }
  return "auto";
}

inline bridge::Options flags(const ParseOptions& options) noexcept {
  return {options.permit_unknown_ais,    options.permit_zero_suppressed_gtin, options.no_requisite_check,
          options.unknown_ai_as_dl_attr, options.hri_titles,                  options.add_check_digit};
}

}  // namespace tallymark::crossing
