// A packaging order: what every system recorded, reconciled; what is wrong; what to quarantine.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <tallymark/error.hpp>

namespace tallymark {

/// What became of the rows of one file: `rows_in == used + rejected`.
struct Rows {
  std::string stream;
  std::string file;
  std::uint64_t rows_in = 0;
  std::uint64_t used = 0;
  std::uint64_t rejected = 0;
};

/// One of the equations E1 to E8.
struct Residual {
  std::string equation;
  std::uint64_t lhs = 0;
  std::vector<std::pair<std::string, std::uint64_t>> terms;
  std::optional<std::int64_t> residual;  ///< empty if the equation cannot be evaluated
  std::vector<std::string> items;        ///< canonical bracketed element strings
  std::string limit;                     ///< why it cannot be evaluated, or what limits it
};

/// Rows that show a finding.
struct Evidence {
  std::string stream;
  std::vector<std::uint32_t> rows;  ///< 1-based data rows
};

/// One thing that is wrong.
struct Finding {
  std::string code;      ///< such as `AG-107`
  std::string severity;  ///< `error`, `warning` or `info`
  std::string title;
  std::string message;
  std::uint64_t count = 0;
  std::vector<std::string> entities;  ///< canonical bracketed element strings
  std::vector<Evidence> evidence;
  double confidence = 0;
};

/// What to quarantine.
struct Containment {
  std::string rule;
  std::vector<std::string> items;
  std::vector<std::string> cover;  ///< fewest containers and loose packs that name exactly this set
};

/// How much a containment rule would hold.
struct ContainmentCost {
  std::string rule;
  std::uint64_t items = 0;       ///< packs
  std::uint64_t containers = 0;
  std::uint64_t cover = 0;       ///< how many identifiers name exactly this set
  std::vector<std::pair<std::string, std::uint64_t>> where;  ///< place to the number of items there
  std::string reason;            ///< why the rule says nothing about this batch; empty if it does
};

/// Everything an investigation says.
struct Investigation {
  std::vector<Rows> rows;
  std::vector<Residual> residuals;
  std::vector<Finding> findings;
  std::vector<std::string> absent_streams;
  std::vector<std::string> cover;
  std::string json;  ///< the whole report as every language prints it
};

/// One batch folder, read.
class Batch {
 public:
  /// Reads a folder. Throws `Error`.
  static Batch load(const std::string& dir);
  /// The same without exceptions.
  static Outcome<Batch> try_load(const std::string& dir);

  Batch(Batch&&) noexcept;
  Batch& operator=(Batch&&) noexcept;
  ~Batch();

  /// Sets and equations, findings, causes and containment.
  [[nodiscard]] Investigation investigate() const;
  /// Rows, residuals and findings as JSON.
  [[nodiscard]] std::string reconcile_json() const;
  /// The containment set of `seeds`. `rule` is `descendants`, `siblings`, `bracket`, `material-lot` or `lot`.
  /// Throws `Error`.
  [[nodiscard]] Containment contain(const std::vector<std::string>& seeds, std::string_view rule = "siblings") const;
  /// What each containment rule would hold, to be seen before one is chosen. Throws `Error`.
  [[nodiscard]] std::vector<ContainmentCost> contain_costs(const std::vector<std::string>& seeds) const;
  /// What is in a container at any depth. Throws `Error`.
  [[nodiscard]] std::vector<std::string> contains(std::string_view id) const;
  /// The item, then each container around it, outermost last. Throws `Error`.
  [[nodiscard]] std::vector<std::string> path(std::string_view id) const;
  /// How many things there are at each level, from the packs outwards.
  [[nodiscard]] std::vector<std::pair<std::string, std::uint64_t>> counts() const;
  /// The one-page report as self-contained HTML.
  [[nodiscard]] std::string html() const;

 private:
  struct Held;
  explicit Batch(std::unique_ptr<Held> held) noexcept;
  std::unique_ptr<Held> held_;
};

/// Every finding code, by family and number.
std::vector<std::string> finding_codes();

/// Writes a synthetic batch folder with `truth.json`; a folder that holds anything but an older simulation is refused.
/// `scenario_json` is an object such as `{"seed": 7, "units": 2000, "faults": [{"code": "AG-107"}]}`. Throws `Error`.
void simulate(const std::string& out_dir, std::string_view scenario_json = "{}");

}  // namespace tallymark
