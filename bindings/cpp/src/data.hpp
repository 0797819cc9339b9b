// Answers of the bridge as data.
#pragma once

#include <tallymark/data.hpp>

#include <tallymark_bridge/src/lib.rs.h>

namespace tallymark {

/// Empties `from`.
Data copied(bridge::Data& from);

}  // namespace tallymark
