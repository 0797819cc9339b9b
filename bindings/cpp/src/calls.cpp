// Calls that take texts and give back data.
#include <tallymark/calls.hpp>

#include "data.hpp"

namespace tallymark {

Data ask(const Options& request) {
  const std::string json = Data(request).json();
  return copied(*bridge::ask({reinterpret_cast<const std::uint8_t*>(json.data()), json.size()}));
}

}  // namespace tallymark
