// Calls that take texts and give back data. Their options and answers are the same in every language.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <tallymark/data.hpp>
#include <tallymark/error.hpp>

namespace tallymark {

/// Answers a request as it stands in the shared cases: `op` and the members of the operation. A refused input is an
/// answer too, with `ok` false and `error`; nothing is thrown.
Data ask(const Options& request);

/// The same with JSON text in and out.
std::string ask_json(std::string_view request);

// All calls below throw `Error` where the text cannot be read; `ask` is the way without exceptions. Options are named
// members, such as {{"gcp_length", 7}}; how a text is read goes as {{"kind", "scan"}, {"opts", ...}}.

/// What the elements of a text mean: member `values`; years of two digits are those nearest to `year`.
Data values(std::string_view text, int year, const Options& options = {});

/// Which Application Identifiers there are: `release`, `count`, with {{"ai", "10"}} its facts, with {{"with", {"01"}}}
/// those that may be added, with {{"dictionary", text}} by a later release.
Data dictionary(const Options& options = {});

/// What a scanner would send of a symbol that holds these data; `carrier` is a symbology identifier such as `]d2`.
std::string emit(std::string_view text, std::string_view carrier, const Options& options = {});

/// Translates an identifier into `bracketed`, `plain`, `scan`, `dl`, `epc`, `tag` or `hex`. Options: `scheme`, `filter`,
/// `gcp_length`, `gcp_table`, `gcp_overlay`, `stem`, `symbology`.
std::string convert(std::string_view text, std::string_view to, const Options& options = {});

/// How long the GS1 Company Prefix of a key is: `state`, `length`, `prefix`. Options as of `convert`.
Data prefix(std::string_view text, const Options& options = {});

/// Encodes a text as an RFID tag: `hex`, `tag_uri`, `bits`. Options: `scheme`, `filter`, `gcp_length`, `hostname`, `data`.
Data tag(std::string_view text, const Options& options = {});

/// Decodes the hexadecimal digits of a tag: `bracketed`, `elements`, `dl`, `tag_uri`, `filter`, `gcp_length`.
Data tag_of_hex(std::string_view hex);

/// Reads any code of a medicine: GS1, ISO/IEC 15434, PPN, PZN, NTIN, NDC, HIBC, China's drug code. Options: `kind`,
/// `reference_year`, `directory`.
Data identify(std::string_view text, const Options& options = {});

/// Several carriers of one package, judged over their union: `key`, `elements`, `conflicts`.
Data merge(const std::vector<std::string>& texts);

/// Would a trading partner refuse these EPCIS documents: `findings`, `blocks`. Each document is given by its text;
/// earlier ones are the history of later ones. Options: `profile` (`us-dscsa`), `order`, `now`, `partner`, `against` (a CSV
/// list as data with `input` or `path`), and `fix`, which gives a corrected copy of the last document as `fixed`.
Data check(const std::vector<std::string>& documents, const Options& options = {});

/// The same with files.
Data check_files(const std::vector<std::string>& paths, const Options& options = {});

/// An EPCIS document in another notation, `json` or `xml`: `output`, `losses`, `rejected`. Options: `version` (`1.2`,
/// `2.0`), `identifiers` (`urn`, `dl`), `words` (`bare`, `urn`, `uri`), `gcp_length`, `gcp_table`, `gcp_overlay`.
Data convert_epcis(std::string_view document, std::string_view to, const Options& options = {});

/// The same with a file.
Data convert_epcis_file(std::string_view path, std::string_view to, const Options& options = {});

/// The hash of every event of an EPCIS document, in its order: `events` with `hash`. The profile is `cbv-table`,
/// `ref-1.9.3` or `raw-string-safe`; implementations differ, so there is no default. Options: `prehash`.
Data hash_events(std::string_view document, std::string_view profile, const Options& options = {});

/// The same with a file.
Data hash_events_file(std::string_view path, std::string_view profile, const Options& options = {});

/// Two lists in CSV or Parquet files of any size, compared exactly in bounded memory: `agrees`, `common`, `a` and `b` with
/// `rows`, `only`, `duplicates` and `rejected`, and `changed`. Options: `id`, `serial`, `gtin`, `state`, `memory` (`256MB`),
/// `spill`, `engine`, `group`, `output`, `first`.
Data diff_files(std::string_view a, std::string_view b, const Options& options = {});

/// Called with the stage (`reading`, `comparing`), how much is done, and of how much; `false` stops the job.
using Progress = std::function<bool(std::string_view stage, std::uint64_t done, std::uint64_t of)>;

/// The same with somebody who watches; throws `Error` with code `cancelled` if that one stops it. What the watcher throws does too,
/// and is thrown on.
Data diff_files(std::string_view a, std::string_view b, const Options& options, const Progress& progress);

/// The verdict of the official schema on an EPCIS document: `valid`, `against`, `events`, `count` and `faults`, each with
/// `code`, `line`, `column`, `path`, `message`, `expected` and `help`. Options: `limit`, of the faults listed.
Data validate(std::string_view document, const Options& options = {});

/// The same with a file.
Data validate_file(std::string_view path, const Options& options = {});

/// The events of an EPCIS document, one after the other in constant memory. Each is data with `number`, `line`, `column`,
/// `offset` and `event`, which has the members of EPCIS 2.0 JSON whatever the document's notation, or `error`.
///
///     for (const tallymark::Data& found : tallymark::EventReader::file("shipment.xml"))
///       std::cout << found["event"]["bizStep"].text() << '\n';
class EventReader {
 public:
  /// Opens a file. Throws `Error`.
  static EventReader file(std::string_view path);
  /// Reads a text.
  static EventReader text(std::string_view document);

  EventReader(EventReader&&) noexcept;
  EventReader& operator=(EventReader&&) noexcept;
  ~EventReader();

  /// The next event; data that is null behind the last one.
  Data next();

  class iterator {
   public:
    using value_type = Data;
    using difference_type = std::ptrdiff_t;
    using iterator_category = std::input_iterator_tag;
    using pointer = const Data*;
    using reference = const Data&;
    reference operator*() const noexcept { return found_; }
    pointer operator->() const noexcept { return &found_; }
    iterator& operator++() {
      found_ = reader_->next();
      if (found_.is_null()) reader_ = nullptr;
      return *this;
    }
    bool operator==(const iterator& other) const noexcept { return reader_ == other.reader_; }
    bool operator!=(const iterator& other) const noexcept { return !(*this == other); }

   private:
    friend class EventReader;
    explicit iterator(EventReader* reader) : reader_(reader) {
      if (reader_) ++*this;
    }
    EventReader* reader_;
    Data found_;
  };
  /// The next event and those behind it: events that were taken do not come again.
  iterator begin() { return iterator(this); }
  iterator end() { return iterator(nullptr); }

 private:
  struct Held;
  explicit EventReader(std::unique_ptr<Held> held);
  std::unique_ptr<Held> held_;
};

/// Calls `each` with every event of a file; throws `Error` if it cannot be opened.
void for_each_event(std::string_view path, const std::function<void(const Data&)>& each);

/// Whether a label is what a market asks for: `ok`, `failed`, `rules`. Options: `date`, `level`, `country`, `carrier`.
Data profile(std::string_view text, std::string_view name, const Options& options = {});

/// The built-in market profiles, as a list.
Data profiles();

/// Every reading of a damaged scan that is valid, best first: `unique`, `readings`. Options: `require`, `allow`, `gtins`,
/// `lots`, `expiries`, `serials`, `serial_length`, `serial_alphabet`, `profile`, `limit`.
Data repair(std::string_view text, const Options& options = {});

/// The GS1 Digital Link of a text, canonical or below {{"stem", "https://example.com/med"}}.
std::string link(std::string_view text, const Options& options = {});

/// The compressed form of a Digital Link. Options: `optimise`, `keep_key`, `parameters`.
std::string compress(std::string_view uri, const Options& options = {});

/// The Digital Link that a compressed one stands for.
std::string decompress(std::string_view uri);

/// Randomised serials of a pool: never one twice, no list to keep: `serials`, `next`, `guess_probability`. `key` holds 16
/// or 32 bytes. Options: `alphabet`, `prefix`, `suffix`, `forbidden`, `label`, `start`, `issued`, `site`, `sites`.
Data serials(std::string_view key, int length, std::int64_t count, const Options& options = {});

/// Whether a pool, in the order of issue, can be guessed: `predictable`, `failures`.
Data predictability(const std::vector<std::string>& serials);

}  // namespace tallymark
