// Standard types on one side, the private bridge on the other.
#include <tallymark/tallymark.hpp>

#include <tallymark_bridge/src/lib.rs.h>

#include "bridge.hpp"

namespace tallymark {
using namespace crossing;

namespace {

std::optional<std::string> optional_text(const rust::Vec<rust::String>& from) {
  if (from.empty()) return std::nullopt;
  return text(from[0]);
}

// Paths and identifiers may hold any bytes; what is not UTF-8 is replaced, never an exception of the bridge.
rust::String utf8(std::string_view from) { return rust::String::lossy(from.data(), from.size()); }

std::vector<std::pair<std::string, std::uint64_t>> pairs(const rust::Vec<bridge::Count>& from) {
  std::vector<std::pair<std::string, std::uint64_t>> to;
  to.reserve(from.size());
  for (const auto& one : from) to.emplace_back(text(one.name), one.count);
  return to;
}

}  // namespace

Error::Error(Failure failure) : failure_(std::move(failure)) {
  if (!failure_.place.empty()) text_ = failure_.place + ": ";
  text_ += failure_.message + " [" + failure_.code + "]";
}

Outcome<Message> Message::try_parse(std::string_view input, Kind kind, ParseOptions options) {
  const bridge::Parsed parsed = bridge::parse(name(kind), bytes(input), flags(options));
  if (!parsed.status.ok) return failure(parsed.status);
  Message message;
  message.kind = text(parsed.kind);
  message.symbology = optional_text(parsed.symbology);
  message.ais.reserve(parsed.ais.size());
  for (const auto& element : parsed.ais) message.ais.push_back({text(element.ai), text(element.value)});
  message.bracketed = text(parsed.bracketed);
  message.plain = text(parsed.plain);
  message.dl = optional_text(parsed.dl);
  message.hri = texts(parsed.hri);
  message.key = optional_text(parsed.key);
  message.warnings = texts(parsed.warnings);
  return message;
}

Message Message::parse(std::string_view input, Kind kind, ParseOptions options) {
  return try_parse(input, kind, options).value();
}

const std::string* Message::get(std::string_view ai) const noexcept {
  for (const auto& element : ais)
    if (element.ai == ai) return &element.value;
  return nullptr;
}

std::string_view code_text(std::uint16_t number) noexcept {
  if (number == 0) return {};
  const rust::Str code = bridge::code_text(number);
  return {code.data(), code.size()};
}

std::string_view Verdict::code() const noexcept {
  return code_text(number);
}

Verdict verify_scan(std::string_view scan) noexcept {
  const bridge::Verdict verdict = bridge::verify_scan(bytes(scan));
  return {verdict.number, Span{verdict.start, verdict.end}};
}

std::vector<std::string> codes() { return texts(bridge::codes()); }
std::vector<std::string> finding_codes() { return texts(bridge::finding_codes()); }

std::string version() {
  const rust::Str version = bridge::version();
  return {version.data(), version.size()};
}

struct Batch::Held {
  rust::Box<bridge::Opened> opened;
};

Batch::Batch(std::unique_ptr<Held> held) noexcept : held_(std::move(held)) {}
Batch::Batch(Batch&&) noexcept = default;
Batch& Batch::operator=(Batch&&) noexcept = default;
Batch::~Batch() = default;

Outcome<Batch> Batch::try_load(const std::string& dir) {
  auto opened = bridge::open(utf8(dir));
  const bridge::Status status = opened->status();
  if (!status.ok) return failure(status);
  return Batch(std::make_unique<Held>(Held{std::move(opened)}));
}

Batch Batch::load(const std::string& dir) { return try_load(dir).value(); }

Investigation Batch::investigate() const {
  const bridge::Investigation from = held_->opened->investigate();
  Investigation to;
  for (const auto& one : from.rows)
    to.rows.push_back({text(one.stream), text(one.file), one.rows_in, one.used, one.rejected});
  for (const auto& one : from.residuals) {
    Residual made{text(one.equation), one.lhs, pairs(one.terms), std::nullopt, texts(one.items), text(one.limit)};
    if (one.evaluable) made.residual = one.residual;
    to.residuals.push_back(std::move(made));
  }
  for (const auto& one : from.findings) {
    Finding made{text(one.code), text(one.severity),   text(one.title), text(one.message),
                 one.count,      texts(one.entities), {},              one.confidence};
    for (const auto& shown : one.evidence)
      made.evidence.push_back({text(shown.stream), {shown.rows.begin(), shown.rows.end()}});
    to.findings.push_back(std::move(made));
  }
  to.absent_streams = texts(from.absent_streams);
  to.cover = texts(from.cover);
  to.json = text(from.json);
  return to;
}

std::string Batch::reconcile_json() const { return text(held_->opened->reconcile_json()); }
std::string Batch::html() const { return text(held_->opened->html()); }

Containment Batch::contain(const std::vector<std::string>& seeds, std::string_view rule) const {
  rust::Vec<rust::String> given;
  for (const auto& seed : seeds) given.push_back(utf8(seed));
  const bridge::Answer answer = held_->opened->contain({given.data(), given.size()}, utf8(rule));
  check(answer.status);
  return {text(answer.text), texts(answer.items), texts(answer.cover)};
}

std::vector<ContainmentCost> Batch::contain_costs(const std::vector<std::string>& seeds) const {
  rust::Vec<rust::String> given;
  for (const auto& seed : seeds) given.push_back(utf8(seed));
  const bridge::Costs answer = held_->opened->contain_costs({given.data(), given.size()});
  check(answer.status);
  std::vector<ContainmentCost> costs;
  for (const auto& one : answer.costs)
    costs.push_back({text(one.rule), one.items, one.containers, one.cover, pairs(one.places), text(one.reason)});
  return costs;
}

std::vector<std::string> Batch::contains(std::string_view id) const {
  const bridge::Answer answer = held_->opened->contains(utf8(id));
  check(answer.status);
  return texts(answer.items);
}

std::vector<std::string> Batch::path(std::string_view id) const {
  const bridge::Answer answer = held_->opened->path(utf8(id));
  check(answer.status);
  return texts(answer.items);
}

std::vector<std::pair<std::string, std::uint64_t>> Batch::counts() const {
  return pairs(held_->opened->counts());
}

void simulate(const std::string& out_dir, std::string_view scenario_json) {
  check(bridge::simulate(utf8(out_dir), utf8(scenario_json)));
}

}  // namespace tallymark
