// Calls that take texts and give back data. Their options and answers are the same in every language.
#pragma once

#include <string_view>

#include <tallymark/data.hpp>
#include <tallymark/error.hpp>

namespace tallymark {

/// Answers a request as it stands in the shared cases: `op` and the members of the operation. A refused input is an
/// answer too, with `ok` false and `error`; nothing is thrown.
Data ask(const Options& request);

}  // namespace tallymark
