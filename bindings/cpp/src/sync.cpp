#include <tallymark/sync.hpp>

#include "bridge.hpp"
#include "data.hpp"

namespace tallymark {

struct Sync::Held {
  rust::Box<bridge::Side> side;
};

namespace {

rust::Box<bridge::Side> opened(const Options& list, bool asks) {
  const std::string json = Data(list).json();
  auto side = bridge::open_side(crossing::bytes(json), asks);
  crossing::check(side->status());
  return side;
}

}  // namespace

Sync::Sync(std::unique_ptr<Held> held) : held_(std::move(held)) {}
Sync::Sync(Sync&&) noexcept = default;
Sync& Sync::operator=(Sync&&) noexcept = default;
Sync::~Sync() = default;

Sync Sync::ask(const Options& list) { return Sync(std::make_unique<Held>(Held{opened(list, true)})); }
Sync Sync::answer(const Options& list) { return Sync(std::make_unique<Held>(Held{opened(list, false)})); }

void Sync::push(std::string_view bytes) { crossing::check(held_->side->push(crossing::bytes(bytes))); }

std::string Sync::pull() {
  const auto bytes = held_->side->pull();
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

bool Sync::done() const noexcept { return held_->side->done(); }

Data Sync::result() const {
  auto status = bridge::Status{};
  auto found = held_->side->result(status);
  crossing::check(status);
  return copied(*found);
}

}  // namespace tallymark
