// Lists of serials compared with those of another party.
#pragma once

#include <memory>
#include <string>
#include <string_view>

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

}  // namespace tallymark
