// Calls that take texts and give back data.
#include <tallymark/calls.hpp>
#include <tallymark/sync.hpp>

#include "bridge.hpp"
#include "data.hpp"

namespace tallymark {
namespace {

// Texts may hold any bytes, JSON may not.
std::string hex(std::string_view bytes) {
  constexpr char digits[] = "0123456789abcdef";
  std::string out;
  out.reserve(2 * bytes.size());
  for (const char byte : bytes) {
    out += digits[static_cast<unsigned char>(byte) >> 4];
    out += digits[static_cast<unsigned char>(byte) & 15];
  }
  return out;
}

Data list(const std::vector<std::string>& texts) { return Data::Items(texts.begin(), texts.end()); }

Failure failure(const Data& error) {
  Failure made{error["code"].text(), error["message"].text(), error["help"].text(), error["place"].text(),
               error["ai"].text(),   std::nullopt,            {}};
  if (error["span"].size() == 2)
    made.span = Span{static_cast<std::uint32_t>(error["span"][0].integer()),
                     static_cast<std::uint32_t>(error["span"][1].integer())};
  for (const Data& fix : error["fixes"].items()) made.fixes.push_back(fix.text());
  return made;
}

/// The answer, unless it is an error.
Data checked(Data answer) {
  if (!answer["error"].is_null() && answer["conflicts"].is_null()) throw Error(failure(answer["error"]));
  return answer;
}

Data call(const char* op, Options request, const Options& options = {}) {
  request.emplace_back("op", op);
  request.insert(request.end(), options.begin(), options.end());
  return checked(ask(request));
}

Options input(std::string_view text) { return {{"input_hex", hex(text)}}; }

Options input(std::string_view text, const char* name, Data value) {
  return {{"input_hex", hex(text)}, {name, std::move(value)}};
}

}  // namespace

Data ask(const Options& request) {
  const std::string json = Data(request).json();
  return copied(*bridge::ask({reinterpret_cast<const std::uint8_t*>(json.data()), json.size()}));
}

std::string ask_json(std::string_view request) {
  const rust::String answer = bridge::ask_json({reinterpret_cast<const std::uint8_t*>(request.data()), request.size()});
  return {answer.data(), answer.size()};
}

Data values(std::string_view text, int year, const Options& options) {
  return call("values", input(text, "values", Options{{"year", year}}), options);
}

Data dictionary(const Options& options) { return call("dictionary", {}, options); }

std::string emit(std::string_view text, std::string_view carrier, const Options& options) {
  return call("emit", input(text, "carrier", carrier), options)["output"].text();
}

std::string convert(std::string_view text, std::string_view to, const Options& options) {
  return call("convert", input(text, "to", to), options)["output"].text();
}

Data prefix(std::string_view text, const Options& options) { return call("prefix", input(text), options); }
Data tag(std::string_view text, const Options& options) { return call("tag", input(text), options); }
Data tag_of_hex(std::string_view hex) { return call("tag", {{"hex", hex}}); }
Data identify(std::string_view text, const Options& options) { return call("identify", input(text), options); }

Data merge(const std::vector<std::string>& texts) {
  Data::Items inputs;
  for (const std::string& text : texts) inputs.emplace_back(input(text));
  return call("merge", {{"inputs", std::move(inputs)}});
}

Data check(const std::vector<std::string>& documents, const Options& options) {
  Data::Items inputs;
  for (const std::string& text : documents) inputs.emplace_back(input(text));
  return call("check", {{"documents", std::move(inputs)}}, options);
}

Data check_files(const std::vector<std::string>& paths, const Options& options) {
  Data::Items inputs;
  for (const std::string& path : paths) inputs.emplace_back(Options{{"path", path}});
  return call("check", {{"documents", std::move(inputs)}}, options);
}

Data convert_epcis(std::string_view document, std::string_view to, const Options& options) {
  return call("convert_epcis", input(document, "to", to), options);
}

Data convert_epcis_file(std::string_view path, std::string_view to, const Options& options) {
  return call("convert_epcis", {{"path", std::string(path)}, {"to", std::string(to)}}, options);
}

Data hash_events(std::string_view document, std::string_view profile, const Options& options) {
  return call("hash_events", input(document, "profile", profile), options);
}

Data hash_events_file(std::string_view path, std::string_view profile, const Options& options) {
  return call("hash_events", {{"path", std::string(path)}, {"profile", std::string(profile)}}, options);
}

Data diff_files(std::string_view a, std::string_view b, const Options& options) {
  return call("diff_files", {{"a", std::string(a)}, {"b", std::string(b)}}, options);
}

Data diff_files(std::string_view a, std::string_view b, const Options& options, const Progress& progress) {
  Options request{{"a", std::string(a)}, {"b", std::string(b)}};
  request.insert(request.end(), options.begin(), options.end());
  const std::string json = Data(request).json();
  const bridge::Watch watch(progress);
  Data answer = copied(*bridge::diff_files(crossing::bytes(json), watch));
  watch.rethrow();
  return checked(std::move(answer));
}

Data keep(const Options& list, std::string_view output, const Options& options) {
  Options request = list;
  request.emplace_back("output", std::string(output));
  return call("keep", request, options);
}

Data kept(std::string_view path, const Options& options) {
  return call("kept", {{"path", std::string(path)}}, options);
}

Data combine(std::string_view a, std::string_view b, std::string_view operation, std::string_view output,
             const Options& options) {
  return call("combine",
              {{"a", std::string(a)},
               {"b", std::string(b)},
               {"operation", std::string(operation)},
               {"output", std::string(output)}},
              options);
}

Data members(const std::vector<std::string>& lists, const Options& options) {
  return call("members", {{"lists", Data::Items(lists.begin(), lists.end())}}, options);
}

Data sync(const Options& here, const Options& there, std::string_view key, const Options& options) {
  return call("sync", {{"here", here}, {"there", there}, {"key", std::string(key)}}, options);
}

Data validate(std::string_view document, const Options& options) {
  return call("validate", input(document), options);
}

Data validate_file(std::string_view path, const Options& options) {
  return call("validate", {{"path", std::string(path)}}, options);
}

struct EventReader::Held {
  rust::Box<bridge::Events> events;
};

namespace {

rust::Box<bridge::Events> opened(const Options& request) {
  const std::string json = Data(request).json();
  auto events = bridge::open_events({reinterpret_cast<const std::uint8_t*>(json.data()), json.size()});
  crossing::check(events->status());
  return events;
}

}  // namespace

EventReader::EventReader(std::unique_ptr<Held> held) : held_(std::move(held)) {}
EventReader::EventReader(EventReader&&) noexcept = default;
EventReader& EventReader::operator=(EventReader&&) noexcept = default;
EventReader::~EventReader() = default;

EventReader EventReader::file(std::string_view path) {
  return EventReader(std::make_unique<Held>(Held{opened({{"path", std::string(path)}})}));
}

EventReader EventReader::text(std::string_view document) {
  return EventReader(std::make_unique<Held>(Held{opened(input(document))}));
}

Data EventReader::next() { return copied(*held_->events->next()); }

void for_each_event(std::string_view path, const std::function<void(const Data&)>& each) {
  for (const Data& found : EventReader::file(path)) each(found);
}

Data profile(std::string_view text, std::string_view name, const Options& options) {
  return call("profile", input(text, "profile", name), options);
}

Data profiles() { return call("profiles", {})["profiles"]; }
Data repair(std::string_view text, const Options& options) { return call("repair", input(text), options); }

std::string link(std::string_view text, const Options& options) {
  return call("link", input(text), options)["output"].text();
}

std::string compress(std::string_view uri, const Options& options) {
  return call("compress", input(uri), options)["output"].text();
}

std::string decompress(std::string_view uri) { return call("decompress", input(uri))["output"].text(); }

Data serials(std::string_view key, int length, std::int64_t count, const Options& options) {
  return call("serials", {{"key_hex", hex(key)}, {"length", length}, {"count", count}}, options);
}

Data predictability(const std::vector<std::string>& serials) {
  return call("predictability", {{"serials", list(serials)}});
}

}  // namespace tallymark
