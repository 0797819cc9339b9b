#include <tallymark/sets.hpp>

#include "bridge.hpp"
#include "data.hpp"

namespace tallymark {

struct Sketch::Held {
  rust::Box<bridge::Sums> sums;
};

struct Known::Held {
  rust::Box<bridge::Pool> pool;
};

Sketch::Sketch(std::unique_ptr<Held> held) : held_(std::move(held)) { crossing::check(held_->sums->status()); }

Sketch::Sketch(std::string_view key, std::uint32_t bits)
    : Sketch(std::make_unique<Held>(Held{bridge::new_sketch(crossing::bytes(key), bits)})) {}

Sketch Sketch::from_bytes(std::string_view key, std::string_view bytes) {
  return Sketch(std::make_unique<Held>(Held{bridge::sketch_from_bytes(crossing::bytes(key), crossing::bytes(bytes))}));
}

std::uint32_t Sketch::bits_for(std::uint64_t differences) noexcept { return bridge::sketch_bits_for(differences); }

Sketch::Sketch(Sketch&&) noexcept = default;
Sketch& Sketch::operator=(Sketch&&) noexcept = default;
Sketch::Sketch(const Sketch& other) : Sketch(std::make_unique<Held>(Held{other.held_->sums->copy()})) {}
Sketch& Sketch::operator=(const Sketch& other) { return *this = Sketch(other); }
Sketch::~Sketch() = default;

std::uint64_t Sketch::add(const Options& list) {
  const std::string json = Data(list).json();
  std::uint64_t rejected = 0;
  crossing::check(held_->sums->add(crossing::bytes(json), rejected));
  return rejected;
}

// Through a copy where both are the same: the bridge may not see one object as changed and as read.
void Sketch::merge(const Sketch& other) {
  if (&other == this) return merge(Sketch(other));
  crossing::check(held_->sums->merge(*other.held_->sums));
}

void Sketch::subtract(const Sketch& other) {
  if (&other == this) return subtract(Sketch(other));
  crossing::check(held_->sums->subtract(*other.held_->sums));
}

Data Sketch::surplus() const {
  auto status = bridge::Status{};
  auto found = held_->sums->surplus(status);
  crossing::check(status);
  return copied(*found);
}

std::string Sketch::to_bytes() const {
  const auto bytes = held_->sums->to_bytes();
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::uint64_t Sketch::rows() const noexcept { return held_->sums->rows(); }
std::uint64_t Sketch::rejected() const noexcept { return held_->sums->rejected(); }
std::uint32_t Sketch::bits() const noexcept { return held_->sums->bits(); }

Known::Known(const Options& list) {
  const std::string json = Data(list).json();
  held_ = std::make_unique<Held>(Held{bridge::open_pool(crossing::bytes(json))});
  crossing::check(held_->pool->status());
}

Known::Known(Known&&) noexcept = default;
Known& Known::operator=(Known&&) noexcept = default;
Known::~Known() = default;

bool Known::contains(std::string_view text) const {
  bool found = false;
  crossing::check(held_->pool->contains(crossing::bytes(text), found));
  return found;
}

Known::Use Known::use_up(std::string_view text) {
  std::uint8_t used = 0;
  crossing::check(held_->pool->use_up(crossing::bytes(text), used));
  return used == 0 ? Use::first : used == 1 ? Use::again : Use::unknown;
}

bool Known::is_used(std::string_view text) const {
  bool used = false;
  crossing::check(held_->pool->is_used(crossing::bytes(text), used));
  return used;
}

std::uint64_t Known::used() const noexcept { return held_->pool->used(); }
std::uint64_t Known::size() const noexcept { return held_->pool->size(); }

}  // namespace tallymark
