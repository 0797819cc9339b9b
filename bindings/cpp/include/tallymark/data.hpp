// What calls take and give: plain data in standard types.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace tallymark {

/// Null, a flag, a number, a text, a list, or named members.
///
/// Reading never throws: a member that is not there is null, a null text is empty, a null number is zero.
///
///     const Data answer = tallymark::repair(scan, {{"require", {"01", "17", "10", "21"}}});
///     for (const Data& reading : answer["readings"].items()) show(reading["bracketed"].text());
class Data {
 public:
  using Items = std::vector<Data>;
  using Members = std::vector<std::pair<std::string, Data>>;

  Data() noexcept = default;
  Data(bool flag) : held_(flag) {}
  Data(int integer) : held_(std::int64_t{integer}) {}
  Data(std::int64_t integer) : held_(integer) {}
  Data(double number) : held_(number) {}
  Data(const char* text) : held_(std::string(text)) {}
  Data(std::string_view text) : held_(std::string(text)) {}
  Data(std::string text) : held_(std::move(text)) {}
  Data(Items items) : held_(std::move(items)) {}
  Data(std::initializer_list<Data> items) : held_(Items(items)) {}
  Data(Members members) : held_(std::move(members)) {}

  [[nodiscard]] bool is_null() const noexcept { return held_.index() == 0; }
  [[nodiscard]] bool flag() const noexcept;
  [[nodiscard]] std::int64_t integer() const noexcept;
  [[nodiscard]] double number() const noexcept;
  [[nodiscard]] const std::string& text() const noexcept;
  [[nodiscard]] const Items& items() const noexcept;
  [[nodiscard]] const Members& members() const noexcept;
  /// How many items or members there are.
  [[nodiscard]] std::size_t size() const noexcept { return items().size() + members().size(); }
  /// The member of that name.
  [[nodiscard]] const Data& operator[](std::string_view name) const noexcept;
  [[nodiscard]] const Data& operator[](const char* name) const noexcept { return (*this)[std::string_view(name)]; }
  /// The item at that place.
  [[nodiscard]] const Data& operator[](std::size_t index) const noexcept;
  [[nodiscard]] const Data& operator[](int index) const noexcept { return (*this)[static_cast<std::size_t>(index)]; }
  /// JSON on one line.
  [[nodiscard]] std::string json() const;

  /// Equal data; members in any order.
  friend bool operator==(const Data& a, const Data& b) noexcept;
  friend bool operator!=(const Data& a, const Data& b) noexcept { return !(a == b); }

 private:
  std::variant<std::monostate, bool, std::int64_t, double, std::string, Items, Members> held_;
};

/// Named arguments of a call.
using Options = Data::Members;

}  // namespace tallymark
