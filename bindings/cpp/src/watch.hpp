// Somebody who watches a long job, as the bridge calls him.
#pragma once

#include <cstdint>
#include <exception>

#include <rust/cxx.h>

#include <tallymark/calls.hpp>

namespace tallymark::bridge {

/// Keeps what the watcher throws until the job has stopped: it must not cross the bridge.
class Watch {
 public:
  explicit Watch(const Progress& progress) : progress_(progress) {}

  bool step(rust::Str stage, std::uint64_t done, std::uint64_t of) const noexcept {
    try {
      return progress_({stage.data(), stage.size()}, done, of);
    } catch (...) {
      thrown_ = std::current_exception();
      return false;
    }
  }

  void rethrow() const {
    if (thrown_) std::rethrow_exception(thrown_);
  }

 private:
  const Progress& progress_;
  mutable std::exception_ptr thrown_;
};

}  // namespace tallymark::bridge
