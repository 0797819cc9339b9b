// Plain data, and its way through the bridge.
#include "data.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace tallymark {
namespace {

template <class T>
const T& held(const T* value) noexcept {
  static const T nothing{};
  return value ? *value : nothing;
}

void write(std::string& out, const std::string& text) {
  out += '"';
  for (const char byte : text) {
    if (byte == '"' || byte == '\\') {
      out += '\\';
      out += byte;
    } else if (static_cast<unsigned char>(byte) < 0x20) {
      char escape[7];
      std::snprintf(escape, sizeof escape, "\\u%04x", static_cast<unsigned>(byte));
      out += escape;
    } else {
      out += byte;
    }
  }
  out += '"';
}

void write(std::string& out, double number) {
  if (!std::isfinite(number)) {
    out += "null";
    return;
  }
  char digits[32];
  std::snprintf(digits, sizeof digits, "%.17g", number);
  out += digits;
}

}  // namespace

bool Data::flag() const noexcept { return held(std::get_if<bool>(&held_)); }
const std::string& Data::text() const noexcept { return held(std::get_if<std::string>(&held_)); }
const Data::Items& Data::items() const noexcept { return held(std::get_if<Items>(&held_)); }
const Data::Members& Data::members() const noexcept { return held(std::get_if<Members>(&held_)); }
std::int64_t Data::integer() const noexcept { return held(std::get_if<std::int64_t>(&held_)); }

double Data::number() const noexcept {
  if (const auto* integer = std::get_if<std::int64_t>(&held_)) return static_cast<double>(*integer);
  return held(std::get_if<double>(&held_));
}

const Data& Data::operator[](std::string_view name) const noexcept {
  for (const auto& [known, value] : members())
    if (known == name) return value;
  return held<Data>(nullptr);
}

const Data& Data::operator[](std::size_t index) const noexcept {
  return index < items().size() ? items()[index] : held<Data>(nullptr);
}

std::string Data::json() const {
  std::string out;
  if (is_null()) {
    out = "null";
  } else if (const auto* flag = std::get_if<bool>(&held_)) {
    out = *flag ? "true" : "false";
  } else if (const auto* integer = std::get_if<std::int64_t>(&held_)) {
    out = std::to_string(*integer);
  } else if (const auto* number = std::get_if<double>(&held_)) {
    write(out, *number);
  } else if (const auto* text = std::get_if<std::string>(&held_)) {
    write(out, *text);
  } else if (const auto* items = std::get_if<Items>(&held_)) {
    for (const auto& item : *items) out += (out.empty() ? "[" : ",") + item.json();
    out += out.empty() ? "[]" : "]";
  } else {
    for (const auto& [name, value] : members()) {
      out += out.empty() ? '{' : ',';
      write(out, name);
      out += ':' + value.json();
    }
    out += out.empty() ? "{}" : "}";
  }
  return out;
}

bool operator==(const Data& a, const Data& b) noexcept {
  if (a.held_.index() != b.held_.index()) return false;
  const auto* members = std::get_if<Data::Members>(&a.held_);
  if (!members) return a.held_ == b.held_;
  const auto& others = b.members();
  return members->size() == others.size() && std::all_of(members->begin(), members->end(), [&](const auto& member) {
    return std::any_of(others.begin(), others.end(), [&](const auto& other) {
      return member.first == other.first && member.second == other.second;
    });
  });
}

Data copied(bridge::Data& from) {
  switch (from.kind()) {
    case 1: return from.flag();
    case 2: return from.integer();
    case 3: return from.number();
    case 4: {
      const rust::Str text = from.text();
      return std::string_view(text.data(), text.size());
    }
    case 5: {
      Data::Items items(from.size());
      for (std::size_t left = items.size(); left > 0; --left) items[left - 1] = copied(*from.pop_item());
      return items;
    }
    case 6: {
      Data::Members members(from.size());
      for (auto& [name, value] : members) {
        rust::String known;
        value = copied(*from.pop_member(known));
        name.assign(known.data(), known.size());
      }
      return members;
    }
    default: return {};
  }
}

}  // namespace tallymark
