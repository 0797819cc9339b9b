// Lists as small tables of sums, and the serials that a line may use.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include <tallymark/calls.hpp>

namespace tallymark {

/// A list of any length as a table of sums: where one list is added and another subtracted, equal rows cancel, and what remains
/// can be read from it, exactly. Sketches of parts of a list, made anywhere, add up.
///
///     tallymark::Sketch sketch(key, 8), other(key, 8);
///     sketch.add({{"path", "site.csv"}});
///     other.add({{"path", "line.csv"}});
///     sketch.subtract(other);
///     for (const auto& one : sketch.surplus().items()) std::cout << one["key"].text() << ' ' << one["net"].integer() << '\n';
class Sketch {
 public:
  /// The key is a secret of 16 bytes, the same for all sketches of a comparison. `3 * 2^bits` cells of 32 bytes hold about
  /// `2.3 * 2^bits` rows that differ. Throws `Error`.
  explicit Sketch(std::string_view key, std::uint32_t bits = 14);
  /// A sketch from its bytes; the key is that of which it was made. Throws `Error`.
  static Sketch from_bytes(std::string_view key, std::string_view bytes);
  /// The bits for so many rows that differ.
  static std::uint32_t bits_for(std::uint64_t differences) noexcept;

  Sketch(Sketch&&) noexcept;
  Sketch& operator=(Sketch&&) noexcept;
  Sketch(const Sketch&);
  Sketch& operator=(const Sketch&);
  ~Sketch();

  /// Adds the rows of a list, given as for `Sync::ask`; says how many of them name nothing. Throws `Error`.
  std::uint64_t add(const Options& list);
  /// Adds the rows of another part of the same list. Throws `Error`.
  void merge(const Sketch& other);
  /// Takes the rows of another list away. Throws `Error`.
  void subtract(const Sketch& other);
  /// What was added more often than subtracted, or less often: a list of `key`, `state` and `net`. All of it, or an `Error`
  /// `sketch-overfull`.
  Data surplus() const;
  /// The sketch as bytes, to be kept or sent.
  std::string to_bytes() const;
  /// Rows that were added.
  std::uint64_t rows() const noexcept;
  /// Those of them that name nothing.
  std::uint64_t rejected() const noexcept;
  std::uint32_t bits() const noexcept;

 private:
  struct Held;
  explicit Sketch(std::unique_ptr<Held> held);
  std::unique_ptr<Held> held_;
};

/// The serials that a line may use: is this one in the pool, was it used? A text is an identifier in any form, or a bare serial.
class Known {
 public:
  enum class Use { first, again, unknown };

  /// The pool of a list, given as for `Sync::ask`. Throws `Error`.
  explicit Known(const Options& list);

  Known(Known&&) noexcept;
  Known& operator=(Known&&) noexcept;
  ~Known();

  /// Whether it is in the pool. Throws `Error` if the text names nothing.
  bool contains(std::string_view text) const;
  /// Uses it up.
  Use use_up(std::string_view text);
  bool is_used(std::string_view text) const;
  /// How many were used.
  std::uint64_t used() const noexcept;
  /// How many there are, each counted once.
  std::uint64_t size() const noexcept;

 private:
  struct Held;
  std::unique_ptr<Held> held_;
};

}  // namespace tallymark
