// Tallymark for C++17: standard types only; nothing of the implementation shows.
#pragma once

#include <tallymark/calls.hpp>
#include <tallymark/columns.hpp>
#include <tallymark/data.hpp>
#include <tallymark/error.hpp>
#include <tallymark/gs1.hpp>
#include <tallymark/reconcile.hpp>
#include <tallymark/sets.hpp>
#include <tallymark/sync.hpp>

namespace tallymark {

/// The version of the library, such as `0.1.0`.
std::string version();

}  // namespace tallymark
