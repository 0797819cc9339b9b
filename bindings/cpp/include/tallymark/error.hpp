// Why a call could not answer: a stable code, the place, and what to do.
#pragma once

#include <cstddef>
#include <cstdint>
#include <exception>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace tallymark {

/// A half-open range of bytes of the input.
struct Span {
  std::uint32_t start = 0;
  std::uint32_t end = 0;

  /// The bytes of `input` that are meant.
  [[nodiscard]] std::string_view slice(std::string_view input) const noexcept {
    if (start >= input.size() || end < start) return {};
    return input.substr(start, end - start);
  }
  friend bool operator==(Span a, Span b) noexcept { return a.start == b.start && a.end == b.end; }
};

/// Everything known of a failure.
struct Failure {
  std::string code;                  ///< stable, such as `ai-checksum` or `batch-json`
  std::string message;               ///< what is wrong, for people
  std::string help;                  ///< what to do about it; empty if there is no advice
  std::string place;                 ///< file, and within it a line or member; empty for a parsed text
  std::string ai;                    ///< Application Identifier at fault; empty if none
  std::optional<Span> span;          ///< bytes of the input at fault
  std::vector<std::string> fixes;    ///< complete inputs that would be accepted, best first
};

/// The one exception of this library.
class Error : public std::exception {
 public:
  explicit Error(Failure failure);
  [[nodiscard]] const char* what() const noexcept override { return text_.c_str(); }
  [[nodiscard]] const std::string& code() const noexcept { return failure_.code; }
  [[nodiscard]] const std::string& message() const noexcept { return failure_.message; }
  [[nodiscard]] const std::string& help() const noexcept { return failure_.help; }
  [[nodiscard]] const std::string& place() const noexcept { return failure_.place; }
  [[nodiscard]] const std::string& ai() const noexcept { return failure_.ai; }
  [[nodiscard]] const std::optional<Span>& span() const noexcept { return failure_.span; }
  [[nodiscard]] const std::vector<std::string>& fixes() const noexcept { return failure_.fixes; }
  [[nodiscard]] const Failure& failure() const noexcept { return failure_; }

 private:
  Failure failure_;
  std::string text_;
};

/// A value, or the failure that stands in its place; for callers that do not use exceptions.
template <class T>
class [[nodiscard]] Outcome {
 public:
  Outcome(T value) : held_(std::in_place_index<0>, std::move(value)) {}
  Outcome(Failure failure) : held_(std::in_place_index<1>, std::move(failure)) {}

  [[nodiscard]] bool ok() const noexcept { return held_.index() == 0; }
  explicit operator bool() const noexcept { return ok(); }
  /// The value. Throws `Error` if there is none.
  [[nodiscard]] T& value() & {
    if (auto* value = std::get_if<0>(&held_)) return *value;
    throw Error(*std::get_if<1>(&held_));
  }
  [[nodiscard]] T&& value() && { return std::move(value()); }
  [[nodiscard]] T* operator->() noexcept { return std::get_if<0>(&held_); }
  [[nodiscard]] T& operator*() noexcept { return *std::get_if<0>(&held_); }
  /// The failure, or null if there is a value.
  [[nodiscard]] const Failure* failure() const noexcept { return std::get_if<1>(&held_); }

 private:
  std::variant<T, Failure> held_;
};

}  // namespace tallymark
