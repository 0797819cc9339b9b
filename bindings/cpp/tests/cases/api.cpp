// What the headers promise beyond the cases: exceptions, verdicts without allocation, moves.
#include <cstdlib>
#include <new>

#include <tallymark/tallymark.hpp>

#include "check.hpp"

namespace {
bool counting = false;
int allocations = 0;
}  // namespace

void* operator new(std::size_t size) {
  if (counting) ++allocations;
  if (void* memory = std::malloc(size)) return memory;
  throw std::bad_alloc();
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

int main() {
  Checks check;
  const std::string good = "]d201095060001343521728123110A7B21\x1d" "21A1B2";
  const std::string bad = "]d2010950600013435317281231";

  static_assert(noexcept(tallymark::verify_scan("")));
  counting = true;
  const auto fine = tallymark::verify_scan(good);
  const auto refused = tallymark::verify_scan(bad);
  counting = false;
  check.that(allocations == 0, "a verdict costs no memory of the caller");
  check.that(fine.ok() && fine.code().empty(), "a good scan");
  check.that(!refused && refused.code() == "ai-checksum", "a wrong check digit has its code");

  try {
    tallymark::Message::parse(bad);
    check.that(false, "parse throws");
  } catch (const tallymark::Error& error) {
    check.that(error.code() == "ai-checksum", "the exception has the code");
    check.that(error.span().has_value() && *error.span() == refused.span, "both paths name the same bytes");
    check.that(!error.help().empty() && std::string(error.what()).find("ai-checksum") != std::string::npos,
               "the exception helps");
  }

  auto message = tallymark::Message::parse(good);
  check.that(message.get("21") && *message.get("21") == "A1B2", "values by AI");
  check.that(message.get("00") == nullptr, "absent AI");
  check.that(message.key == "(01)09506000134352(21)A1B2", "the key");

  auto nowhere = tallymark::Batch::try_load("no such folder");
  check.that(!nowhere && !nowhere.failure()->code.empty() && !nowhere.failure()->message.empty(), "a folder that is not there");
  try {
    tallymark::Batch::load("no such folder");
    check.that(false, "load throws");
  } catch (const tallymark::Error& error) {
    check.that(error.code() == nowhere.failure()->code, "both forms say the same");
  }
  const std::string document =
      "<EventList><ObjectEvent><bizStep>urn:epcglobal:cbv:bizstep:shipping</bizStep></ObjectEvent><x/></EventList>";
  auto reader = tallymark::EventReader::text(document);
  int events = 0;
  for (const tallymark::Data& found : reader) {
    if (++events == 1) check.that(found["event"]["bizStep"].text() == "shipping", "an event has its members");
    if (events == 2) check.that(found["error"]["code"].text() == "event-type", "what is no event says why");
  }
  check.that(events == 2 && reader.next().is_null(), "every event comes once");
  try {
    tallymark::for_each_event("no such file", [](const tallymark::Data&) {});
    check.that(false, "a file that is not there");
  } catch (const tallymark::Error& error) {
    check.that(error.code() == "input", "a file that is not there");
  }
  const tallymark::Data verdict = tallymark::validate("<EPCISDocument/>");
  check.that(!verdict["valid"].flag() && verdict["faults"][0]["code"].text() == "root", "a schema judges");
  try {
    tallymark::diff_files("no such list.csv", "no such list.csv");
    check.that(false, "a list that is not there");
  } catch (const tallymark::Error& error) {
    check.that(error.code() == "list-unreadable", "a list that is not there");
  }
  {
    auto here = tallymark::Sync::ask({{"serials", tallymark::Data::Items{"A1", "A2"}}, {"gtin", "09506000134352"}});
    auto there = tallymark::Sync::answer({{"serials", tallymark::Data::Items{"A2", "A3"}}, {"gtin", "09506000134352"}});
    while (!(here.done() && there.done())) {
      there.push(here.pull());
      here.push(there.pull());
    }
    const tallymark::Data found = here.result();
    check.that(found["only_here"].integer() == 1 && found["only_there"].integer() == 1, "both sides learn what differs");
    check.that(there.result()["differences"]["count"].integer() == 2, "the other side as well");
    try {
      tallymark::Sync::answer({{"path", "no such list.csv"}});
      check.that(false, "a list of a side that is not there");
    } catch (const tallymark::Error& error) {
      check.that(error.code() == "list-unreadable", "a list of a side that is not there");
    }
  }
  {
    const std::string key(16, '7');
    const auto serials = [](auto... texts) {
      return tallymark::Options{{"serials", tallymark::Data::Items{texts...}}, {"gtin", "09506000134352"}};
    };
    tallymark::Sketch sketch(key, tallymark::Sketch::bits_for(20)), other(key, 6);
    check.that(sketch.add(serials("A1", "A2", "A 3")) == 1, "a row that names nothing is counted");
    other.add(serials("A2", "A3"));
    sketch.subtract(tallymark::Sketch::from_bytes(key, other.to_bytes()));
    const tallymark::Data net = sketch.surplus();
    check.that(net.size() == 2 && net[0]["net"].integer() == 1 && net[1]["net"].integer() == -1, "sums tell what differs");
    check.that(sketch.rows() == 3 && sketch.rejected() == 1, "and how much was added");
    check.that(sketch.bits() == tallymark::Sketch::bits_for(20), "it is as small as the smaller");
    const tallymark::Sketch before = sketch;
    sketch.merge(sketch);
    check.that(sketch.surplus()[0]["net"].integer() == 2 && before.surplus()[0]["net"].integer() == 1, "twice is not once");
    sketch.subtract(sketch);
    check.that(sketch.surplus().size() == 0, "nothing is left");
    try {
      tallymark::Sketch short_key("short");
      check.that(false, "a key of 16 bytes");
    } catch (const tallymark::Error& error) {
      check.that(error.code() == "sketch-key", "a key of 16 bytes");
    }
    tallymark::Known pool(serials("A1", "A2"));
    using Use = tallymark::Known::Use;
    check.that(pool.use_up("(01)09506000134352(21)A1") == Use::first, "a serial is used");
    check.that(pool.use_up("010950600013435221A1") == Use::again, "and once only");
    check.that(pool.use_up("(01)09506000134352(21)A9") == Use::unknown, "a stranger is none of it");
    check.that(pool.contains("(01)09506000134352(21)A2") && !pool.is_used("(01)09506000134352(21)A2"), "one is left");
    check.that(pool.used() == 1 && pool.size() == 2, "one of two");
    try {
      pool.contains("(01)1");
      check.that(false, "a text that names nothing");
    } catch (const tallymark::Error&) {
    }
  }
  {
    const tallymark::Data made = tallymark::keep({{"serials", tallymark::Data::Items{"A1", "A2"}}}, "api.tmset");
    check.that(made["rows"].integer() == 2, "a set is kept");
    const tallymark::Data found = tallymark::kept("api.tmset", {{"find", tallymark::Data::Items{"A2"}}, {"verify", true}});
    check.that(found["found"][0]["member"].flag(), "a kept set is asked");
    check.that(tallymark::combine("api.tmset", "api.tmset", "difference", "none.tmset")["rows"].integer() == 0, "and combined");
    std::uint64_t rows = 0;
    const auto watch = [&](std::string_view stage, std::uint64_t done, std::uint64_t) {
      if (stage == "reading") rows = done;
      return true;
    };
    tallymark::diff_files("api.tmset", "none.tmset", {{"engine", "sketch"}}, watch);
    check.that(rows == 2, "a watcher is told");
    try {
      tallymark::diff_files("api.tmset", "none.tmset", {{"engine", "sketch"}}, [](auto, auto, auto) { return false; });
      check.that(false, "a watcher stops it");
    } catch (const tallymark::Error& error) {
      check.that(error.code() == "cancelled", "a watcher stops it");
    }
    check.that(tallymark::members({"api.tmset", "none.tmset"})["incomplete"]["count"].integer() == 2, "many lists at once");
  }
  check.that(tallymark::codes().size() > 3 && tallymark::finding_codes().size() > 20, "codes are listed");
  check.that(!tallymark::version().empty(), "there is a version");
  return check.close();
}
