// Many identifiers at once: arrays with one number per row, and values as views into the caller's own bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <tallymark/error.hpp>
#include <tallymark/gs1.hpp>

namespace tallymark {

/// An array that somebody else keeps.
template <class T>
class Array {
 public:
  Array() noexcept = default;
  Array(const T* data, std::size_t size) noexcept : data_(data), size_(size) {}

  [[nodiscard]] const T* data() const noexcept { return data_; }
  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  [[nodiscard]] bool empty() const noexcept { return size_ == 0; }
  [[nodiscard]] const T* begin() const noexcept { return data_; }
  [[nodiscard]] const T* end() const noexcept { return data_ + size_; }
  [[nodiscard]] const T& operator[](std::size_t at) const noexcept { return data_[at]; }

 private:
  const T* data_ = nullptr;
  std::size_t size_ = 0;
};

/// What many texts say. Copies share the arrays, which live as long as one of them; the bytes that were read are the
/// caller's and must outlive every view of a value.
///
///     const Columns columns = tallymark::parse_columns(file, {"gtin", "serial"});
///     for (std::size_t row = 0; row < columns.rows(); ++row)
///       if (columns.code(row).empty()) store(*columns.text("gtin", row), columns.text("serial", row));
class Columns {
 public:
  /// How many rows there are.
  [[nodiscard]] std::size_t rows() const noexcept { return codes_.size(); }
  /// What is wrong with a row, such as `ai-checksum`; empty where it is valid, and behind the last row.
  [[nodiscard]] std::string_view code(std::size_t row) const noexcept;
  /// The bytes at fault, counted from the start of the row; empty where it is valid.
  [[nodiscard]] Span span(std::size_t row) const noexcept;
  /// A value, by `gtin`, `serial`, `lot`, `expiry`, `sscc` or by digits; nothing where the row has none or is not valid,
  /// and for names that were not asked for.
  [[nodiscard]] std::optional<std::string_view> text(std::string_view name, std::size_t row) const noexcept;

  /// For every row 0 where it is valid, else the number of its code: see `code_text`.
  [[nodiscard]] Array<std::uint16_t> codes() const noexcept { return codes_; }
  /// Where each row begins, and at last where the bytes end.
  [[nodiscard]] Array<std::uint32_t> row_starts() const noexcept { return row_starts_; }
  /// Where each value of a name begins; from the size of the bytes on, in `made`. Empty for names not asked for.
  [[nodiscard]] Array<std::uint32_t> starts(std::string_view name) const noexcept;
  /// How many bytes each value of a name has; 0 where there is none.
  [[nodiscard]] Array<std::uint32_t> lengths(std::string_view name) const noexcept;
  /// The values that stand nowhere in the bytes as they are, such as those with escapes.
  [[nodiscard]] std::string_view made() const noexcept { return made_; }

 private:
  struct Held;
  struct Column {
    std::string name;
    Array<std::uint32_t> starts;
    Array<std::uint32_t> lengths;
  };

  explicit Columns(std::shared_ptr<const Held> held, std::string_view lines);
  [[nodiscard]] const Column* column(std::string_view name) const noexcept;
  friend Columns parse_columns(std::string_view, const std::vector<std::string>&, Kind, ParseOptions);

  std::shared_ptr<const Held> held_;
  std::string_view lines_;
  Array<std::uint16_t> codes_;
  Array<std::uint32_t> span_starts_;
  Array<std::uint32_t> span_ends_;
  Array<std::uint32_t> row_starts_;
  std::string_view made_;
  std::vector<Column> columns_;
};

/// Reads every line on all processors; nothing is thrown for a row. A line ends with LF or CR LF, nothing but the line
/// end is removed, and an empty line is a row. `ais` are the Application Identifiers to return, by word or digits.
///
/// Throws `Error` for names that are no Application Identifiers (`column-ai`) and from 2 GiB on (`column-size`).
Columns parse_columns(std::string_view lines, const std::vector<std::string>& ais, Kind kind = Kind::automatic,
                      ParseOptions options = {});

}  // namespace tallymark
