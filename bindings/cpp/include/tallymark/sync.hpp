// Lists of serials: compared with those of another party, kept in files, many at once.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <tallymark/calls.hpp>

namespace tallymark {

/// One side of an exchange between two parties, each with its own list: both learn in what the lists differ, with about 25 bytes
/// a difference. How the bytes get to the other side is the caller's.
///
///     auto side = tallymark::Sync::ask({{"path", "site.csv"}});
///     while (!side.done()) {
///       send(side.pull());
///       if (!side.done()) side.push(receive());
///     }
///     for (const auto& one : side.result()["differences"]["first"].items()) std::cout << one["key"].text() << '\n';
class Sync {
 public:
  /// The side that asks. The list is `path` with the names of its columns (`id`, `serial`, `gtin`, `state`), or `identifiers`,
  /// or `serials` with `gtin` or `gtins`; and `states`. Further options: `key`, 32 hexadecimal digits, random if left out;
  /// `tell`; `memory`. Throws `Error`.
  static Sync ask(const Options& list);
  /// The side that answers. Throws `Error`.
  static Sync answer(const Options& list);

  Sync(Sync&&) noexcept;
  Sync& operator=(Sync&&) noexcept;
  ~Sync();

  /// Takes bytes from the other side, cut anyhow. Throws `Error`; what `pull` gives then tells the other side.
  void push(std::string_view bytes);
  /// Bytes for the other side; empty if this side waits.
  std::string pull();
  /// Whether the result is there and all was pulled.
  bool done() const noexcept;
  /// What differs: `agrees`, `how`, `only_here`, `only_there`, `changed`, `repeated`, `disputed`, `differences`, `sent`,
  /// `received`. Throws `Error` before the end.
  Data result() const;

 private:
  struct Held;
  explicit Sync(std::unique_ptr<Held> held);
  std::unique_ptr<Held> held_;
};

/// Both sides of an exchange in this process: `here`, `there` and `messages`, every byte that would go between them. The key is 32
/// hexadecimal digits. Options: `tell`, `first`.
Data sync(const Options& here, const Options& there, std::string_view key, const Options& options = {});

/// Sorts and packs a list into a `.tmset` file of about 12 bytes a serial, to be compared many times: `rows`, `distinct`, `digest`,
/// `rejected`. The list is given as for `Sync::ask`. Options: `about`, named facts.
Data keep(const Options& list, std::string_view output, const Options& options = {});

/// What a `.tmset` file holds: `rows`, `distinct`, `digest`, `about`, `trade_items`, and `found` for the keys of option `find`.
/// With option `verify` everything is read and checked. Throws `Error`, which says at which byte a file is damaged.
Data kept(std::string_view path, const Options& options = {});

/// A new `.tmset` file out of two: `union`, `intersection`, `difference` or `symmetric_difference`. Options: `about`.
Data combine(std::string_view a, std::string_view b, std::string_view operation, std::string_view output,
             const Options& options = {});

/// Up to 64 lists at once: `patterns` of which lists name how many keys, `incomplete` and `repeated` keys. Options: `id`, `serial`,
/// `gtin`, `state`, `first`.
Data members(const std::vector<std::string>& lists, const Options& options = {});

}  // namespace tallymark
